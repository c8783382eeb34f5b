// @vitest-environment happy-dom
import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { AttributionCard } from "@/components/lift/attribution-card";
import { mount } from "@/components/testing/mount";
import { liftRead } from "@/components/testing/sample-answers";
import { type Attribution, divideCredit } from "@/lib/lift/attribution";

const about = {
	asOf: "2026-11-22T09:00:00.000Z",
	currency: "USD",
	clickDays: 7,
	deliveryDays: 1,
};
const sums = {
	conversions: 100,
	value: 5000,
	touched: 70,
	touchedValue: 3500,
	lastConversions: 40,
	lastValue: 2000,
	firstConversions: 30,
	firstValue: 1500,
	linearConversions: 70 / 3,
	linearValue: 3500 / 3,
	positionConversions: 35,
	positionValue: 1750,
};

function mountCard(figures: Attribution["figures"]) {
	mount(<AttributionCard read={liftRead} attribution={{ ...about, figures }} />);
	return within(screen.getByRole("region", { name: "Attribution models" }));
}

describe("the card of attribution models", () => {
	it("says that attributed is not incremental, and ends with what is", () => {
		const card = mountCard({ known: true, figure: divideCredit(sums, { hasValue: true, cost: 1000 }) });
		expect(card.getByText(/^Attributed is not incremental/)).toBeTruthy();
		const rows = card
			.getAllByRole("row")
			.map((row) => within(row).queryByRole("rowheader")?.textContent ?? "");
		expect(rows.map((text) => text.split(/(?<=[a-z])(?=[0-9A-Z])/)[0])).toEqual([
			"",
			"Last click",
			"First touch",
			"Linear",
			"Position-based",
			"Incremental",
		]);
		const last = within(card.getByRole("row", { name: /^Last click/ }));
		expect(last.getAllByRole("cell").map((cell) => cell.textContent)).toEqual(["40", "$2,000", "2×", "30"]);
		const linear = within(card.getByRole("row", { name: /^Linear/ }));
		expect(linear.getAllByRole("cell").map((cell) => cell.textContent)).toMatchObject({
			0: "23.3",
			3: "46.7",
		});
		expect(card.getByText(/^Of 100 conversions of treated people, 30 \(30\.0%\) came without/)).toBeTruthy();
	});

	it("says why nothing can be attributed, and shows no 0", () => {
		const card = mountCard({ known: false, reason: "No delivery or click names this campaign." });
		expect(card.getByText("Unknown. No delivery or click names this campaign.")).toBeTruthy();
		expect(card.queryByRole("table")).toBeNull();
	});
});
