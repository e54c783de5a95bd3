// A window that slides over the images of a layer: what convolutions and pools have in common.
//
// Numbers of an image lie in one of two orders, planes (channel, y, x) or channels last (y, x,
// channel); strides say which.
//
// A thread does the same number of an image in several rows: to divide takes longer than to move a
// number, and a number's place is the same in every row. grid.y splits the rows.

struct ImageWindow {
  int channels;  // of the input
  int height;
  int width;
  int out_height;
  int out_width;
  int size_y;  // of the window
  int size_x;
  int stride;
  int padding;
  int in_channel;  // numbers from one channel of the input to the next
  int in_pixel;    // from one pixel to the next; rows of pixels lie one behind the other
  int out_channel;
  int out_pixel;
};

// A number of an image by its place.
struct Place {
  int channel;
  int y;
  int x;
};

// The place of number i of an image of `channels` and `width`, in the order that strides name.
__device__ inline Place place_of(int i, int channels, int pixels, int width, bool channels_last) {
  int channel = channels_last ? i % channels : i / pixels;
  int pixel = channels_last ? i / channels : i % pixels;
  return Place{channel, pixel / width, pixel % width};
}

__device__ inline Place input_place(const ImageWindow& w, int i) {
  return place_of(i, w.channels, w.height * w.width, w.width, w.in_channel == 1);
}

// Pools have as many channels behind them as before.
__device__ inline Place output_place(const ImageWindow& w, int i) {
  return place_of(i, w.channels, w.out_height * w.out_width, w.out_width, w.out_channel == 1);
}

__device__ inline int input_at(const ImageWindow& w, int channel, int y, int x) {
  return channel * w.in_channel + (y * w.width + x) * w.in_pixel;
}

__device__ inline int output_at(const ImageWindow& w, int channel, int y, int x) {
  return channel * w.out_channel + (y * w.out_width + x) * w.out_pixel;
}

// From a window's first to behind its last pixel inside the image.
struct Span {
  int from;
  int to;
};
__device__ inline Span covered(int place, int stride, int padding, int size, int side) {
  int start = place * stride - padding;
  return Span{start < 0 ? 0 : start, min(start + size, side)};
}

// The places of a window that cover a pixel.
__device__ inline Span covering(int pixel, int stride, int padding, int size, int places) {
  int last = (pixel + padding) / stride;
  int before = pixel + padding - size;  // the last start that does not reach the pixel
  return Span{before < 0 ? 0 : before / stride + 1, min(last + 1, places)};
}
