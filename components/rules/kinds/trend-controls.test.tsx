// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newLeaf } from "@/components/rules/kinds/new-leaf";
import { TrendBody, TrendSentence } from "@/components/rules/kinds/trend-controls";
import { InBuilder } from "@/components/rules/testing/in-builder";
import { mountControl } from "@/components/testing/mount";
import type { TrendLeaf } from "@/lib/rules/rule";

function mountTrend() {
	// Safe because a new leaf has the requested kind.
	return mountControl(newLeaf({ kind: "trend" }) as TrendLeaf, (leaf, onChange) => {
		const shared = { leaf, at: [0], parts: new Set<string>(), disabled: false, onChange };
		return (
			<InBuilder>
				<TrendSentence {...shared} />
				<TrendBody {...shared} />
			</InBuilder>
		);
	});
}

const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);

describe("a trend", () => {
	it("stores the percent shown as a fraction, including hundredths", async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 0, max: 100_000 }), async (hundredths) => {
				const { user, held, unmount } = mountTrend();
				const text = String(hundredths / 100);
				await user.clear(field("Percent"));
				await user.type(field("Percent"), text);
				expect(field("Percent").value).toBe(text);
				expect(held().value).toBeCloseTo(hundredths / 10_000, 10);
				await user.selectOptions(field("How to compare the two"), "is between");
				expect(field("From").value).toBe(text);
				unmount();
			}),
			{ numRuns: 15 },
		);
	});

	it("starts over where the number would mean something else", async () => {
		const { user, held } = mountTrend();
		await user.selectOptions(field("How the two are compared"), "minus that of the 30 days before");
		expect(held()).toMatchObject({ compared: "difference", operator: "<=", value: -1 });
		await user.clear(field("By how much"));
		await user.type(field("By how much"), "-12.5");
		expect(held().value).toBe(-12.5);
	});

	it("measures a property of the event it is about", async () => {
		const { user, held } = mountTrend();
		await user.click(screen.getByRole("button", { name: /^Event: choose/ }));
		await user.keyboard("order{Enter}");
		await user.selectOptions(field("What to measure"), "sum of");
		expect(held()).toMatchObject({
			event: "Order Completed",
			aggregate: { kind: "sum", property: "amount" },
		});
		await user.clear(field("How long"));
		await user.type(field("How long"), "2");
		await user.selectOptions(field("How long: unit"), "weeks");
		expect(held().period).toEqual({ amount: 2, unit: "weeks" });
	});
});
