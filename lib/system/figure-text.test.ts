import { expect, test } from "vitest";
import { bytesText, secondsText } from "@/lib/system/figure-text";

test.each([
	[0, "0 bytes"],
	[999, "999 bytes"],
	[1_000, "1 KB"],
	[12_540_000, "12.5 MB"],
	[100_400_000, "100 MB"],
	[2_000_000_000, "2 GB"],
	[5e15, "5,000 TB"],
])("%d bytes are %s", (bytes, text) => {
	expect(bytesText(bytes)).toBe(text);
});

test.each([
	[0, "Nothing waits"],
	[0.4, "Under a second"],
	[1, "1 second"],
	[59.9, "59 seconds"],
	[60, "1 minute"],
	[3_599, "59 minutes"],
	[3_600, "1 hour"],
	[90_000, "25 hours"],
])("%d seconds are %s", (seconds, text) => {
	expect(secondsText(seconds)).toBe(text);
});
