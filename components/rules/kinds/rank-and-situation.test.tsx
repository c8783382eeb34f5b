// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newLeaf } from "@/components/rules/kinds/new-leaf";
import { RankSentence } from "@/components/rules/kinds/rank-controls";
import { SituationSentence } from "@/components/rules/kinds/situation-controls";
import { InBuilder } from "@/components/rules/testing/in-builder";
import { mountControl } from "@/components/testing/mount";
import { readTypedNumber } from "@/lib/kernel/typed-number";
import type { RankLeaf, SituationLeaf } from "@/lib/rules/rule";

const shared = { at: [0], parts: new Set<string>(), disabled: false };
const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);

function mountRank() {
	// Safe because a new leaf has the requested kind.
	return mountControl(newLeaf({ kind: "rank" }) as RankLeaf, (leaf, onChange) => (
		<InBuilder>
			<RankSentence leaf={leaf} onChange={onChange} {...shared} />
		</InBuilder>
	));
}

function mountSituation(test?: SituationLeaf["test"]) {
	const leaf = newLeaf({ kind: "situation" }) as SituationLeaf;
	return mountControl(test ? { ...leaf, test } : leaf, (value, onChange) => (
		<InBuilder>
			<SituationSentence leaf={value} onChange={onChange} {...shared} />
		</InBuilder>
	));
}

describe("a rank", () => {
	it("accepts a share below one percent as typed", async () => {
		const { user, held } = mountRank();
		await user.clear(field("How many of them"));
		await user.type(field("How many of them"), "0.05");
		expect(held().value).toBe(0.05);
		expect(field("How many of them").value).toBe("0.05");
	});

	it("is refused, not guessed, while there is no number", async () => {
		const { user, held } = mountRank();
		await user.clear(field("How many of them"));
		expect(held().value).toBe("");
		expect(field("How many of them").value).toBe("");
	});

	it("is among a segment and by an event that are picked by typing", async () => {
		const { user, held } = mountRank();
		await user.selectOptions(field("Among whom"), "the segment");
		await user.click(screen.getByRole("button", { name: /^Segment: choose/ }));
		await user.keyboard("loyal{Enter}");
		expect(held().among).toBe("s1");
		expect(screen.getByRole("button", { name: "Segment: Loyal customers" })).toBeTruthy();
		await user.click(screen.getByRole("button", { name: /^Event: choose/ }));
		await user.keyboard("ord comp{Enter}");
		expect(held().by).toMatchObject({ kind: "event", event: "Order Completed" });
		await user.selectOptions(field("Ranked by what"), "their");
		expect(held().by).toEqual({ kind: "trait", trait: "orders" });
		await user.selectOptions(field("Among whom"), "everyone");
		expect(held()).not.toHaveProperty("among");
	});
});

describe("a situation", () => {
	const near = { kind: "near", latitude: 52.52, longitude: 13.405, km: 50 } as const;

	it("accepts a place in the south and the west", async () => {
		const { user, held } = mountSituation(near);
		for (const [label, text] of [
			["Latitude", "-33.87"],
			["Longitude", "-0.5"],
			["Kilometers", "0.25"],
		] as const) {
			await user.clear(field(label));
			await user.type(field(label), text);
		}
		expect(held().test).toEqual({ kind: "near", latitude: -33.87, longitude: -0.5, km: 0.25 });
	});

	it("does not move to the equator when a coordinate is cleared", async () => {
		const { user, held } = mountSituation(near);
		await user.clear(field("Latitude"));
		await user.tab();
		expect(field("Latitude").value).toBe("");
		expect(held().test).toEqual({ ...near, latitude: "" });
	});

	it("holds the hours that are shown, whatever keys are pressed", async () => {
		const key = fc.constantFrom(..."0123456789-", "{Backspace}", "{Delete}", "{ArrowLeft}");
		await fc.assert(
			fc.asyncProperty(fc.array(key, { maxLength: 8 }), async (keys) => {
				const { user, held, unmount } = mountSituation({ kind: "hours", from: 9, to: 17 });
				await user.click(field("From hour"));
				for (const each of keys) await user.keyboard(each);
				const { value } = field("From hour");
				expect(held().test).toMatchObject({ from: readTypedNumber(value) ?? value, to: 17 });
				unmount();
			}),
			{ numRuns: 30 },
		);
	});

	it("resets for another question and drops the event if any will do", async () => {
		const { user, held } = mountSituation();
		await user.selectOptions(field("Which circumstance"), "hour of the day");
		expect(held().test).toEqual({ kind: "hours", from: 9, to: 17 });
		await user.click(screen.getByRole("button", { name: "Which events: any event" }));
		await user.keyboard("App{Enter}");
		expect(held().event).toBe("App Opened");
		await user.click(screen.getByRole("button", { name: "Which events: App Opened" }));
		await user.keyboard("any{Enter}");
		expect(held()).not.toHaveProperty("event");
	});
});
