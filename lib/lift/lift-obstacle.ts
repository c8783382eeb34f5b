import { z } from "zod";

/**
 * Why no lift can be shown: too few in the smaller group will reach the goal for a verdict; too few are held
 * out for even everyone treated reaching it to stand out; or everyone reaches it anyway, so there is no room
 * for lift.
 */
export const liftObstacle = z.enum(["few_conversions", "few_held_out", "all_convert"]);
export type LiftObstacle = z.infer<typeof liftObstacle>;
