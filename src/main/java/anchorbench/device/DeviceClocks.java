package anchorbench.device;

import java.util.List;

/**
 * A device's clocks at a moment, and what may hold them down. What a device does not tell, and what
 * a record of an older build does not have, is null.
 *
 * @param coreMegahertz of the multiprocessors
 * @param powerWatts drawn now
 * @param energyJoules used since the driver was loaded
 * @param celsius of the chip
 * @param throttleReasons why the clocks are below their highest, in NVML's names; empty if nothing
 *     holds them down
 */
public record DeviceClocks(
    int coreMegahertz,
    int memoryMegahertz,
    Double powerWatts,
    Double energyJoules,
    Integer celsius,
    List<String> throttleReasons) {}
