import type { Intake } from "@/lib/sources/intake";
import { products } from "@/prisma/seed/company-facts";
import { Rng } from "@/prisma/seed/rng";

const dayMs = 86_400_000;

/** The time of day at which someone does something: between eight and nine in the evening. */
export function momentOfDay(rng: Rng, day: number): number {
	return day + Math.floor((8 + rng.next() * 13) * 3_600_000);
}

/** Visitors who never identified themselves. */
export function imaginePassersBy(count: number, today: number): Intake[] {
	const rng = new Rng("passers-by");
	const intakes: Intake[] = [];
	for (let n = 1; n <= count; n++) {
		for (let i = rng.int(1, 3); i > 0; i--) {
			const [product, category, price] = rng.pick(products);
			intakes.push({
				messageId: `passing-${n}-${i}`,
				identifiers: [{ kind: "anonymous_id", value: `passing-${n}` }],
				at: momentOfDay(rng, today - rng.int(1, 89) * dayMs),
				traits: [],
				personal: [],
				event: { name: "Product Viewed", properties: { product, category, price } },
				consents: [],
			});
		}
	}
	return intakes;
}
