// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { AttentionList } from "@/components/home/attention-list";
import { mountControl } from "@/components/testing/mount";
import type { Attention } from "@/lib/attention/prepare-attention";

const item = (key: string): Attention => ({
	key,
	tone: "warning",
	title: `${key} is out of date`,
	detail: "It could not be read.",
	path: `segments/${key}`,
	action: "Open segment",
});
const open = (items: readonly Attention[], isChecked = true) =>
	mountControl({ items, isChecked }, (value) => <AttentionList {...value} />);

describe("what needs attention on Home", () => {
	it("is shown as it is found until everything has been checked", () => {
		const { put } = open([], false);
		expect(screen.getByText(/^Checking/)).toBeTruthy();
		put({ items: [item("Loyal")], isChecked: false });
		expect(screen.getByText("Loyal is out of date")).toBeTruthy();
		put({ items: [item("Loyal"), item("Lapsed")], isChecked: true });
		expect(screen.getByText("Lapsed is out of date")).toBeTruthy();
	});

	it("moves nothing when more comes up later: one line says so, and shows it on request", async () => {
		const { put, user } = open([]);
		expect(screen.getByText(/^All good/)).toBeTruthy();
		put({ items: [item("Loyal")], isChecked: true });
		expect(screen.getByText("1 thing needs attention")).toBeTruthy();
		expect(screen.queryByText("Loyal is out of date")).toBeNull();
		await user.click(screen.getByRole("button", { name: "Show" }));
		expect(screen.getByText("Loyal is out of date")).toBeTruthy();
		put({ items: [item("Loyal"), item("Lapsed")], isChecked: true });
		expect(screen.queryByText("Lapsed is out of date")).toBeNull();
		await user.click(screen.getByRole("button", { name: "Show 1 more" }));
		expect(screen.getByText("Lapsed is out of date")).toBeTruthy();
		put({ items: [], isChecked: true });
		expect(screen.getByText(/^All good/)).toBeTruthy();
	});
});
