package anchorbench.engine;

/** A device's clocks at a moment, in MHz. */
public record DeviceClocks(int coreMegahertz, int memoryMegahertz) {}
