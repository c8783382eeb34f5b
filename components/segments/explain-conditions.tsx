"use client";

import { Check, X } from "lucide-react";
import Link from "next/link";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { cn } from "@/components/ui/class-names";
import { RelativeTime } from "@/components/ui/relative-time";
import { pluralText } from "@/lib/kernel/number-text";
import type { ExplainedNode } from "@/lib/rules/contracts";

/** A sentence for each condition, met or not, with what was found; events link to the person's timeline. */
export function ExplainConditions({ nodes, profileId }: { nodes: ExplainedNode[]; profileId: number }) {
	// The outermost group adds nothing if there is only one condition.
	const shown = nodes.filter(({ path }) => path.length > 0 || nodes.length > 2);
	return (
		<ul className="grid gap-2.5">
			{shown.map((node) => (
				<li
					key={node.path.join()}
					style={{ marginInlineStart: `${Math.max(0, node.path.length - 1) * 1.25}rem` }}
					className="flex gap-2.5 text-sm"
				>
					<Mark holds={node.holds} />
					<div className="grid min-w-0 gap-0.5">
						<span className={cn("break-words", node.combinator && "text-muted-foreground")}>
							{capitalised(node.text)}
							<span className="sr-only">: {node.holds ? "met" : "not met"}</span>
						</span>
						{node.evidence && (
							<span className="break-words text-muted-foreground">Found: {node.evidence}</span>
						)}
						<Events node={node} profileId={profileId} />
					</div>
				</li>
			))}
		</ul>
	);
}

function Mark({ holds }: { holds: boolean }) {
	const Icon = holds ? Check : X;
	return (
		<span
			aria-hidden="true"
			className={cn(
				"mt-0.5 flex size-5 shrink-0 items-center justify-center rounded-full",
				holds ? "bg-success/15 text-success" : "bg-muted text-muted-foreground",
			)}
		>
			<Icon className="size-3.5" />
		</span>
	);
}

function Events({ node, profileId }: { node: ExplainedNode; profileId: number }) {
	const slug = useWorkspaceSlug();
	if (node.events.length === 0) return null;
	const more = node.eventCount - node.events.length;
	return (
		<ul className="flex flex-wrap gap-x-3 gap-y-0.5 text-xs">
			{node.events.map(({ event, at, message }) => (
				<li key={message}>
					<Link
						href={`/${slug}/profiles/${profileId}?event=${message}&at=${encodeURIComponent(at)}`}
						prefetch={false}
						className="inline-flex min-h-6 items-center gap-1 text-primary hover:underline"
					>
						{event} <RelativeTime at={at} />
					</Link>
				</li>
			))}
			{more > 0 && (
				<li className="inline-flex min-h-6 items-center text-muted-foreground">
					and {pluralText(more, "earlier one")}
				</li>
			)}
		</ul>
	);
}

function capitalised(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
