import { expect, it } from "vitest";
import { traitLabel } from "@/components/profiles/trait-label";

it("humanizes machine names, and keeps those written in words", () => {
	const read = [
		"signed_up_at",
		"favoriteCategory",
		"plan",
		"mrr",
		"orders in 90 days",
		"UTM Source",
		"ltv_usd",
		"_",
	];
	expect(read.map(traitLabel)).toEqual([
		"Signed up at",
		"Favorite category",
		"Plan",
		"MRR",
		"Orders in 90 days",
		"UTM Source",
		"LTV usd",
		"_",
	]);
});
