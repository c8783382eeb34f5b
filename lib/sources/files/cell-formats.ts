import { z } from "zod";

/** How dates are written in a column. All but ISO with a zone and the Unix forms are wall-clock times of a zone. */
export const dateFormats = [
	"iso",
	"yyyy-MM-dd",
	"yyyyMMdd",
	"yyyy/MM/dd",
	"dd/MM/yyyy",
	"MM/dd/yyyy",
	"dd.MM.yyyy",
	"dd-MM-yyyy",
	"unix-seconds",
	"unix-milliseconds",
] as const;
export const dateFormat = z.enum(dateFormats);
export type DateFormat = (typeof dateFormats)[number];

export const numberFormats = ["1234.5", "1234,5"] as const;
export const numberFormat = z.enum(numberFormats);
export type NumberFormat = z.infer<typeof numberFormat>;
