// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { InBuilder } from "@/components/rules/testing/in-builder";
import { mountControl } from "@/components/testing/mount";
import { ScoreSentences } from "@/components/traits/editor/score-sentences";
import type { ScoreDefinition } from "@/lib/traits/definition";

const engaged: ScoreDefinition = {
	kind: "score",
	events: [{ event: "App Opened", points: 1 }],
	window: { kind: "last", amount: 90, unit: "days" },
	halfLifeDays: 14,
};

function mountScore(first: ScoreDefinition = engaged) {
	return mountControl(first, (draft, onChange) => (
		<InBuilder>
			<ScoreSentences draft={draft} timeZone="Europe/Berlin" onChange={onChange} />
		</InBuilder>
	));
}

const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);

describe("a score", () => {
	it("subtracts points for negative signals", async () => {
		const { user, held } = mountScore();
		await user.clear(field("Points of event 1"));
		await user.type(field("Points of event 1"), "-5");
		expect(held().events).toEqual([{ event: "App Opened", points: -5 }]);
	});

	it("keeps the points when the event changes, and drops its row when it is removed", async () => {
		const { user, held } = mountScore();
		await user.click(screen.getByRole("button", { name: "Add event" }));
		await user.click(screen.getByRole("button", { name: /^Event 2: choose/ }));
		await user.keyboard("cart{Enter}");
		expect(held().events[1]).toEqual({ event: "Cart Viewed", points: 1 });
		await user.click(screen.getByRole("button", { name: "Remove event 1" }));
		expect(held().events).toEqual([{ event: "Cart Viewed", points: 1 }]);
		expect(screen.queryByRole("button", { name: /^Remove event/ })).toBeNull();
	});

	it("decays as stated, or not at all", async () => {
		const { user, held } = mountScore();
		await user.clear(field("Days until a point is worth half"));
		await user.type(field("Days until a point is worth half"), "30");
		expect(held().halfLifeDays).toBe(30);
		await user.click(field("Points fade"));
		expect(held().halfLifeDays).toBeNull();
	});
});
