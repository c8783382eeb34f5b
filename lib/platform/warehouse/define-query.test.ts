import { expect, it } from "vitest";
import { withoutValues } from "@/lib/platform/warehouse/define-query";

it("the engine's words lose what they quote, also what is cut off", () => {
	expect(withoutValues("Cannot parse string 'paid_social' as UInt32: at 'paid")).toBe(
		"Cannot parse string '…' as UInt32: at '…'",
	);
	expect(withoutValues("Timeout exceeded: elapsed 30.1 seconds")).toBe(
		"Timeout exceeded: elapsed 30.1 seconds",
	);
});
