import type { AttributionModel } from "@/lib/lift/attribution";

/** A click or delivery, with the campaign it names. */
export interface Touch {
	at: number;
	kind: "clicked" | "delivered";
	campaign: string;
	message: number;
}

const dayMs = 86_400_000;

/** The touches that count for a conversion at an instant, in order. */
export function pathOf(touches: readonly Touch[], goalAt: number): Touch[] {
	const days = { clicked: 7, delivered: 1 };
	return touches
		.filter(({ at, kind }) => at <= goalAt && at >= goalAt - days[kind] * dayMs)
		.sort(
			(a, b) =>
				a.at - b.at || Number(a.kind === "clicked") - Number(b.kind === "clicked") || a.message - b.message,
		);
}

/** Each touch's share of one conversion, as the textbooks define it: written apart from the SQL it is compared with. */
export function sharesOf(model: AttributionModel, path: readonly Touch[]): number[] {
	const n = path.length;
	if (model === "linear") return path.map(() => 1 / n);
	if (model === "first") return path.map((_touch, i) => (i === 0 ? 1 : 0));
	if (model === "last") {
		const click = path.findLastIndex(({ kind }) => kind === "clicked");
		return path.map((_touch, i) => (i === (click >= 0 ? click : n - 1) ? 1 : 0));
	}
	if (n <= 2) return path.map(() => 1 / n);
	return path.map((_touch, i) => (i === 0 || i === n - 1 ? 0.4 : 0.2 / (n - 2)));
}
