"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useCan } from "@/components/shell/workspace-context";
import { syncsQueries } from "@/components/syncs/api";
import { describeRules } from "@/components/syncs/rules/describe-rules";
import { placeText } from "@/components/syncs/rules/order-draft";
import { Button } from "@/components/ui/button";
import { Card, CardAction, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import type { SyncDetail } from "@/lib/syncs/contracts";

const EditRulesDialog = dynamic(
	async () => (await import("@/components/syncs/rules/edit-rules-dialog")).EditRulesDialog,
	{ ssr: false },
);
const OrderDialog = dynamic(async () => (await import("@/components/syncs/rules/order-dialog")).OrderDialog, {
	ssr: false,
});

/** The delivery rules of a sync with their values; who may change them opens a dialog. */
export function RulesCard({ sync }: { sync: SyncDetail }) {
	const mayWrite = useCan("syncs.write");
	const [opened, setOpened] = useState<"rules" | "order" | null>(null);
	const close = () => setOpened(null);
	return (
		<Card className="h-fit" aria-label="Delivery rules">
			<CardHeader>
				<CardTitle>Delivery rules</CardTitle>
				{mayWrite && (
					<CardAction>
						<Button
							variant="outline"
							size="sm"
							aria-label="Change the delivery rules"
							onClick={() => setOpened("rules")}
						>
							Change
						</Button>
					</CardAction>
				)}
			</CardHeader>
			<CardContent className="text-sm">
				<dl className="grid gap-2">
					{describeRules(sync).map(({ label, value, problem }) => (
						<Line key={label} label={label} value={value} problem={problem} />
					))}
					<Line label="People in several audiences" value={<Place sync={sync} />} />
				</dl>
				{mayWrite && (
					<Button variant="link" size="sm" className="mt-1 h-auto p-0" onClick={() => setOpened("order")}>
						{sync.priorityGroup === null ? "Set priority" : "Change priority"}
					</Button>
				)}
			</CardContent>
			{opened === "rules" && <EditRulesDialog sync={sync} onClose={close} />}
			{opened === "order" && <OrderDialog sync={sync} onClose={close} />}
		</Card>
	);
}

function Line({
	label,
	value,
	problem = null,
}: {
	label: string;
	value: React.ReactNode;
	problem?: string | null;
}) {
	return (
		<div className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-3 gap-y-0.5">
			<dt className="text-muted-foreground">{label}</dt>
			<dd className="break-words text-right tabular-nums">{value}</dd>
			{problem && <dd className="col-span-2 text-destructive">{problem}</dd>}
		</div>
	);
}

/** Which place this sync has among the others; looked up only where there is an order. */
function Place({ sync }: { sync: SyncDetail }) {
	const others = useQuery({
		...syncsQueries.list({ destinationId: sync.destination.id }),
		enabled: sync.priorityGroup !== null,
		refetchInterval: false,
	});
	return placeText(sync, others.data?.items);
}
