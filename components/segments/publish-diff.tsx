import { ArrowDownRight, ArrowUpRight, type LucideIcon } from "lucide-react";
import Link from "next/link";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { formatCount, formatPeople } from "@/components/ui/format-number";
import type { PublishDiff as Diff } from "@/lib/segments/insights-contracts";

/** Sizes before and after, who enters, who leaves, and the syncs, campaigns and segments that follow. */
export function PublishDiff({ diff }: { diff: Diff }) {
	const { before, after, staying, entering, leaving, warning } = diff;
	return (
		<div className="grid gap-4">
			<p className="text-sm tabular-nums">
				{before === null
					? `There is no live version yet. It will have ${formatPeople(after)}.`
					: `${formatPeople(before)} now, ${formatCount(after)} with the new rule; ${formatCount(staying)} stay.`}
			</p>
			{warning && (
				<Alert variant="warning">
					<AlertTitle>A large change</AlertTitle>
					<AlertDescription>{warning}</AlertDescription>
				</Alert>
			)}
			<div className="grid gap-4 sm:grid-cols-2">
				<Side icon={ArrowUpRight} title="Enter" side={entering} />
				<Side icon={ArrowDownRight} title="Leave" side={leaving} />
			</div>
			<Touched diff={diff} />
		</div>
	);
}

function Side({ icon: Icon, title, side }: { icon: LucideIcon; title: string; side: Diff["entering"] }) {
	const more = side.count - side.people.length;
	return (
		<section className="grid content-start gap-1.5 rounded-lg border border-border p-3">
			<h3 className="flex items-center gap-1.5 font-medium text-sm">
				<Icon aria-hidden="true" className="size-4 text-muted-foreground" />
				{title}
				<span className="ml-auto text-lg tabular-nums">{formatCount(side.count)}</span>
			</h3>
			{side.count > 0 && (
				<ul className="grid gap-0.5 text-sm">
					{side.people.map((person) => (
						<li key={person.uid} className="truncate">
							{person.label}
						</li>
					))}
					{more > 0 && <li className="text-muted-foreground tabular-nums">and {formatCount(more)} more</li>}
				</ul>
			)}
		</section>
	);
}

function Touched({ diff: { syncs, campaigns, segments } }: { diff: Diff }) {
	const slug = useWorkspaceSlug();
	const touched = [
		...syncs.map((use) => ({ ...use, kind: "Sync", href: `/${slug}/syncs/${use.id}` })),
		...campaigns.map((use) => ({ ...use, kind: "Campaign", href: `/${slug}/campaigns/${use.id}` })),
		...segments.map((use) => ({ ...use, kind: "Segment", href: `/${slug}/segments/${use.id}` })),
	];
	if (touched.length === 0) {
		return <p className="text-muted-foreground text-sm">No sync, campaign or other segment uses this one.</p>;
	}
	return (
		<section className="grid gap-1.5">
			<h3 className="font-medium text-sm">Used by</h3>
			<ul className="grid gap-1 text-sm">
				{touched.map(({ id, name, detail, kind, href }) => (
					<li key={id} className="flex flex-wrap items-baseline gap-x-2">
						<span className="text-muted-foreground">{kind}</span>
						<Link
							href={href}
							target="_blank"
							className="inline-flex min-h-6 items-center font-medium hover:underline"
						>
							{name}
						</Link>
						<span className="text-muted-foreground">{detail}</span>
					</li>
				))}
			</ul>
		</section>
	);
}
