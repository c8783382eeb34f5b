import type { ReactNode } from "react";
import { BuilderProvider } from "@/components/rules/builder-context";
import type { TreeControls } from "@/components/rules/tree/tree-controls";
import type { RuleProblem } from "@/lib/rules/check/check-rule";
import type { CatalogOutput } from "@/lib/rules/contracts";

const lastSeenAt = "2026-11-22T09:00:00.000Z";

/** What the data of a small shop offers to build on. */
export const shopNames: CatalogOutput = {
	traits: [
		{ name: "plan", type: "string" },
		{ name: "orders", type: "number" },
		{ name: "trial_started_at", type: "date" },
		{ name: "vip", type: "boolean" },
		{ name: "tags", type: "list" },
	],
	events: [
		{
			name: "Order Completed",
			lastSeenAt,
			recentCount: 1200,
			properties: [
				{ name: "category", type: "string" },
				{ name: "amount", type: "number" },
			],
		},
		{ name: "App Opened", lastSeenAt, recentCount: 90_000, properties: [] },
		{ name: "Cart Viewed", lastSeenAt, recentCount: 0, properties: [] },
	],
	segments: [
		{ id: "s1", name: "Loyal customers", size: 1200, isArchived: false },
		{ id: "s2", name: "Old test", size: 3, isArchived: true },
	],
	lists: [{ id: "l1", name: "Trade fair", size: null }],
	timeZone: "Europe/Berlin",
};

/** Renders condition controls inside the builder. */
export function InBuilder({
	controls = {},
	problems = [],
	children,
}: {
	controls?: TreeControls;
	problems?: readonly RuleProblem[];
	children: ReactNode;
}) {
	return (
		<BuilderProvider
			value={{
				names: shopNames,
				sizes: new Map(),
				areCurrent: true,
				problems,
				isReadOnly: false,
				focus: null,
				setFocus: () => {},
				begin: () => {},
				leave: () => {},
				fillRole: () => {},
				announce: () => {},
				controls,
			}}
		>
			{children}
		</BuilderProvider>
	);
}
