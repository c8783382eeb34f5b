"use client";

import { CircleCheck, LoaderCircle, TriangleAlert, XCircle } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { mayOpen } from "@/components/shell/navigation";
import { showError } from "@/components/shell/show-error";
import { useWorkspace } from "@/components/shell/workspace-context";
import { useRunSync } from "@/components/syncs/use-run-sync";
import { Button } from "@/components/ui/button";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { cn } from "@/components/ui/class-names";
import { formatCount } from "@/components/ui/format-number";
import { NextTry } from "@/components/ui/next-try";
import { toast } from "@/components/ui/toast";
import type { Attention } from "@/lib/attention/prepare-attention";
import { pluralText } from "@/lib/kernel/number-text";
import { may } from "@/lib/workspaces/policy";

/**
 * What needs attention, each item with its fix; `isChecked` once everything has been checked. What comes up after
 * that moves nothing someone may be reading or about to click: it is announced in one line, and shown on request.
 */
export function AttentionList({
	items: all,
	isChecked,
}: {
	items: readonly Attention[];
	isChecked: boolean;
}) {
	const [known, setKnown] = useState<ReadonlySet<string> | null>(null);
	if (known === null && isChecked) setKnown(new Set(all.map(({ key }) => key)));
	const items = known === null ? all : all.filter(({ key }) => known.has(key));
	const late = all.length - items.length;
	const showLate = late > 0 && (
		<Button
			variant="link"
			className="h-6 px-0 underline"
			onClick={() => setKnown(new Set(all.map(({ key }) => key)))}
		>
			{items.length > 0 ? `Show ${formatCount(late)} more` : "Show"}
		</Button>
	);
	if (items.length === 0) {
		return (
			<p role="status" className="flex min-h-6 items-center gap-2 text-muted-foreground text-sm">
				{showLate ? (
					<>
						<TriangleAlert aria-hidden="true" className="size-4 shrink-0 text-warning" />
						<span className="text-foreground">
							{pluralText(late, "thing needs", "things need")} attention
						</span>
						{showLate}
					</>
				) : isChecked ? (
					<>
						<CircleCheck aria-hidden="true" className="size-4 shrink-0 text-success" />
						All good: syncs deliver, segments are up to date, connections work.
					</>
				) : (
					<>
						<LoaderCircle aria-hidden="true" className="size-4 shrink-0 motion-safe:animate-spin" />
						Checking syncs, segments and connections…
					</>
				)}
			</p>
		);
	}
	return (
		<Card>
			<CardHeader>
				<CardTitle>Needs attention</CardTitle>
				{showLate}
			</CardHeader>
			<ul className="mt-3 divide-y divide-border border-border border-t">
				{items.map((item) => {
					const Icon = item.tone === "bad" ? XCircle : TriangleAlert;
					return (
						<li
							key={item.key}
							className="flex flex-wrap items-start gap-x-3 gap-y-2 px-4 py-3 sm:items-center sm:px-5"
						>
							<Icon
								aria-hidden="true"
								className={cn(
									"mt-0.5 size-4 shrink-0 sm:mt-0",
									item.tone === "bad" ? "text-destructive" : "text-warning",
								)}
							/>
							<div className="min-w-0 flex-1 basis-52">
								<p className="font-medium">{item.title}</p>
								<p className="break-words text-muted-foreground text-sm">
									{item.detail}
									{item.nextTryAt && (
										<>
											{" "}
											<NextTry at={item.nextTryAt} />
										</>
									)}
								</p>
							</div>
							<Cure item={item} />
						</li>
					);
				})}
			</ul>
		</Card>
	);
}

/** An item's one button: the fix, or for roles that cannot fix it, a link to view it. */
function Cure({ item }: { item: Attention }) {
	const { slug, role } = useWorkspace();
	const run = useRunSync();
	const cure = item.cure && may(role, item.cure.needs) ? item.cure : null;
	if (cure && "runSync" in cure) {
		const retry = async () => {
			try {
				await run.mutateAsync({ params: { syncId: cure.runSync }, body: {} });
				toast.success("The sync runs again");
			} catch (error) {
				showError("The run could not be started", error);
			}
		};
		return (
			<span className="flex gap-2 max-sm:ml-7">
				<Button asChild variant="ghost" size="sm">
					<Link href={`/${slug}/${item.path}`}>{item.action}</Link>
				</Button>
				<Button
					size="sm"
					isPending={run.isPending}
					aria-label={`${cure.label}: ${item.title}`}
					onClick={() => void retry()}
				>
					{cure.label}
				</Button>
			</span>
		);
	}
	const path = cure?.path ?? item.path;
	if (!mayOpen(role, path)) return null;
	const label = cure?.label ?? item.action;
	return (
		<Button asChild variant={cure ? "default" : "outline"} size="sm" className="max-sm:ml-7">
			<Link href={`/${slug}/${path}`} aria-label={`${label}: ${item.title}`}>
				{label}
			</Link>
		</Button>
	);
}
