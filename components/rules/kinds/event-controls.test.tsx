// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { EventSentence } from "@/components/rules/kinds/event-controls";
import { newLeaf } from "@/components/rules/kinds/new-leaf";
import { InBuilder } from "@/components/rules/testing/in-builder";
import { mountControl } from "@/components/testing/mount";
import type { EventLeaf } from "@/lib/rules/rule";

function mountEvent(change: Partial<EventLeaf>) {
	// Safe because a new leaf has the requested kind.
	const leaf = { ...newLeaf({ kind: "event", name: "Order Completed" }), ...change } as EventLeaf;
	return mountControl(leaf, (value, onChange) => (
		<InBuilder>
			<EventSentence
				leaf={value}
				at={[0]}
				parts={new Set()}
				disabled={false}
				onChange={onChange}
				subject="Order Completed"
			/>
		</InBuilder>
	));
}

const times = () => screen.getByLabelText<HTMLInputElement>("How many times");
const measure = () => screen.getByLabelText<HTMLSelectElement>("What to measure of Order Completed");

describe("exactly so many times", () => {
	it("stays a number while its first digit is replaced, and keeps the field being typed in", async () => {
		const { user, held } = mountEvent({ operator: "equals", value: 10 });
		const field = times();
		await user.click(field);
		await user.keyboard("{Home}{Delete}");
		expect(held()).toMatchObject({ operator: "equals", value: 0 });
		expect(times()).toBe(field);
		expect(document.activeElement).toBe(field);
		expect(measure().value).toBe("count");
		await user.keyboard("3");
		expect(held()).toMatchObject({ operator: "equals", value: 30 });
	});

	it("stays a number when the comparison is chosen after it", async () => {
		const { user, held } = mountEvent({ operator: ">=", value: 0 });
		await user.selectOptions(screen.getByLabelText("How to compare Order Completed"), "exactly");
		expect(held()).toMatchObject({ operator: "equals", value: 0 });
		expect(times().value).toBe("0");
	});

	it("is “with no” where that was chosen, or is what was stored", async () => {
		const { user, held } = mountEvent({ operator: "equals", value: 0 });
		expect(measure().value).toBe("never");
		await user.selectOptions(measure(), "with");
		expect(held()).toMatchObject({ operator: ">=", value: 1 });
		await user.clear(times());
		await user.selectOptions(measure(), "with no");
		expect(held()).toMatchObject({ operator: "equals", value: 0 });
		expect(screen.queryByLabelText("How many times")).toBeNull();
	});
});
