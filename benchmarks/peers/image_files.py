"""Where the images of a replay lie. Without NumPy, so that whoever lacks it is told so."""

# In a folder: as Keras packs arrays, then IDX.
NAMES = ("images.npz", "train-images-idx3-ubyte.gz", "train-images-idx3-ubyte")


def find(place):
    """The file of the training images: `place` itself, or one in that folder."""
    if place.is_file():
        return place
    for name in NAMES:
        if (place / name).is_file():
            return place / name
    raise OSError(f"{place}: neither {NAMES[0]} nor {NAMES[1]} there")
