"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";

// Fetched when opened.
const BalanceField = dynamic(
	async () => (await import("@/components/campaigns/balance-field")).BalanceField,
	{ loading: () => <Skeleton className="h-28" /> },
);

/** A button, until what the groups are balanced by is being chosen. */
export function BalanceChoice(props: {
	value: string;
	error: string | undefined;
	onChange: (value: string) => void;
}) {
	const [isOpen, setOpen] = useState(false);
	if (isOpen || props.value !== "" || props.error !== undefined)
		return <BalanceField {...props} takesFocus={isOpen} />;
	return (
		<div className="flex flex-wrap items-center justify-between gap-3 text-sm">
			<p className="text-muted-foreground">The groups are divided by chance alone.</p>
			<Button variant="outline" size="sm" onClick={() => setOpen(true)}>
				Balance the groups
			</Button>
		</div>
	);
}
