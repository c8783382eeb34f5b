import type { Warehouse } from "@/lib/platform/warehouse/warehouse";
import { keepTypedProperties } from "@/lib/rules/server/keep-typed-properties";
import type { TypedProperty } from "@/lib/rules/typed/typed-properties";

/** Gives properties columns of their own, and waits until these are complete. */
export async function typeProperties(
	warehouse: Warehouse,
	properties: readonly TypedProperty[],
): Promise<void> {
	const giveUpAt = Date.now() + 60_000;
	while ((await keepTypedProperties(warehouse, properties, { leastEvents: 0 })).ready < properties.length) {
		if (Date.now() > giveUpAt) throw new Error("The columns of properties are not complete after a minute");
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}
