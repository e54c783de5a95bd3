package anchorbench.data;

import java.util.List;

/** Fashion-MNIST (Xiao, Rasul and Vollgraf 2017): its content, and the four published files. */
public final class FashionMnist {
  public static final String NAME = "fashion-mnist";

  /** Of its content. */
  public static final String CHECKSUM =
      "863e393d841ac007d8ac0732b5e632ebcbd965764a0343f0eed4c5e776b8fbb6";

  public static final List<String> CLASS_NAMES =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  /** A published file. */
  public record Published(String name, String sha256) {}

  public static final List<Published> FILES =
      List.of(
          new Published(
              "train-images-idx3-ubyte.gz",
              "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
          new Published(
              "train-labels-idx1-ubyte.gz",
              "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
          new Published(
              "t10k-images-idx3-ubyte.gz",
              "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
          new Published(
              "t10k-labels-idx1-ubyte.gz",
              "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"));

  private FashionMnist() {}
}
