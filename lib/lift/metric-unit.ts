import { z } from "zod";

/** What a metric's level is: a share of people, money, or a number. */
export const metricUnit = z.enum(["share", "money", "number"]);
export type MetricUnit = z.infer<typeof metricUnit>;
