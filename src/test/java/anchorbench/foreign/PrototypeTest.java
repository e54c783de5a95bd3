package anchorbench.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrototypeTest {
  private static Prototype parse(String text) {
    return Prototype.parse(text, CTypes.STANDARD.with(JAVA_LONG, "handle_t", "enum side"));
  }

  @Test
  void aPrototypeTellsWhatTheLinkerMustKnow() {
    Prototype plain =
        parse("const char *name(handle_t *made, const void *from, char c, unsigned long long n)");
    assertEquals("name", plain.name());
    assertEquals(
        FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_BYTE, JAVA_LONG), plain.descriptor());
    assertEquals(
        FunctionDescriptor.ofVoid(JAVA_FLOAT, JAVA_LONG, JAVA_INT),
        parse("void f(const float x, enum side s, unsigned n)").descriptor());
    assertEquals(FunctionDescriptor.of(JAVA_INT), parse("int f(void)").descriptor());
  }

  @Test
  void whatIsNoPrototypeIsRefusedWithItsText() {
    for (String text : List.of("int f", "f(int x)", "int f(int)", "int f()", "long f(void)")) {
      var refused = assertThrows(IllegalArgumentException.class, () -> parse(text), text);
      assertTrue(refused.getMessage().matches("no C prototype: .*|unknown C type: .*"), text);
    }
  }

  private static final class Libc extends NativeFunctions {
    final NativeFunction renamed = bindIfThere("int no_such_function(int x)", "abs");
    final NativeFunction absent = bindIfThere("int no_such_function(int x)");

    Libc() {
      super("the C library", Linker.nativeLinker().defaultLookup(), CTypes.STANDARD);
    }

    NativeFunction required() {
      return bind("int no_such_function(int x)");
    }
  }

  @Test
  void aFunctionIsCalledAndAnAbsentOneSaysSoWhenItIsCalled() {
    Libc libc = new Libc();
    assertEquals(3, libc.renamed.callInt(f -> (int) f.invokeExact(-3)));
    var none =
        assertThrows(
            UnsatisfiedLinkError.class, () -> libc.absent.callInt(f -> (int) f.invokeExact(1)));
    assertEquals("the C library has no no_such_function", none.getMessage());
    assertThrows(UnsatisfiedLinkError.class, libc::required);
  }

  /** A call that does not fit its prototype is a fault of ours, told with the function's name. */
  @Test
  void aCallOfAnotherTypeIsAFault() {
    var fault =
        assertThrows(
            AssertionError.class, () -> new Libc().renamed.callInt(f -> (int) f.invokeExact(1L)));
    assertTrue(fault.getMessage().contains("no_such_function"), fault.getMessage());
  }

  /** The check of the other bindings' tests can fail: a wrong type, and a function of no header. */
  @Test
  void aHeaderRefusesWhatItDoesNotSay(@TempDir Path scratch) throws Exception {
    CHeader header = new CHeader("stdlib.h");
    header.declares(List.of(parse("int abs(int x)")), scratch);
    for (String wrong : List.of("int abs(size_t x)", "int64_t abs(int x)", "int abz(int x)")) {
      assertNotEquals(0, header.compile(List.of(parse(wrong)), scratch).exit(), wrong);
    }
  }
}
