"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { Fragment, useEffect, useSyncExternalStore } from "react";
import { mayOpen } from "@/components/shell/navigation";
import { useWorkspace } from "@/components/shell/workspace-context";
import { cn } from "@/components/ui/class-names";

const words: Record<string, string> = {
	segments: "Segments",
	campaigns: "Campaigns",
	profiles: "People",
	data: "Data",
	destinations: "Destinations",
	syncs: "Syncs",
	settings: "Settings",
	members: "Members",
	"api-keys": "API keys",
	audit: "Audit log",
	lift: "Lift",
	new: "New",
	connect: "Connect",
	calendar: "Calendar",
	import: "Import",
	imports: "Imports",
	edit: "Edit",
	history: "History",
	sources: "Sources",
	consent: "Consent",
	runs: "Runs",
	events: "Events",
	erasures: "Erasures",
	traits: "Computed traits",
	overlap: "Overlap",
	lists: "Lists",
	jobs: "Background jobs",
	system: "System",
	notifications: "Notifications",
};

// Path segments without a page of their own.
const withoutPage = new Set(["connect", "imports", "sources"]);

const oneOf: Record<string, string> = {
	segments: "Segment",
	campaigns: "Campaign",
	profiles: "Person",
	destinations: "Destination",
	syncs: "Sync",
	imports: "Import",
	sources: "Source",
	runs: "Run",
	lift: "Campaign",
	traits: "Computed trait",
	lists: "List",
	erasures: "Erasure",
	connect: "Network",
};

// Names are on the pages, not in the URL; a page registers its own here.
let names: Readonly<Record<string, string>> = {};
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/** Gives an id in the URL its name in the breadcrumbs. Renders nothing. */
export function BreadcrumbName({ id, name }: { id: string; name: string }) {
	useEffect(() => {
		if (names[id] === name) return;
		names = { ...names, [id]: name };
		for (const listener of listeners) listener();
	}, [id, name]);
	return null;
}

// A name arrives before anyone could read "Segment" in its place; where there is none, the word appears after
// a delay.
const awaited = "animate-[overlay-in_1ms_1500ms_backwards]";

const none: Readonly<Record<string, string>> = {};

export function Breadcrumbs() {
	const pathname = usePathname();
	const { role } = useWorkspace();
	const known = useSyncExternalStore(
		subscribe,
		() => names,
		() => none,
	);
	const [workspace = "", ...parts] = pathname.split("/").filter(Boolean).map(decodeURIComponent);
	const crumbs = parts.map((part, index) => ({
		href: `/${[workspace, ...parts.slice(0, index + 1)].map(encodeURIComponent).join("/")}`,
		label: words[part] ?? known[part] ?? oneOf[parts[index - 1] ?? ""] ?? part,
		isAwaited: !(words[part] ?? known[part]),
		isFixed: words[part] !== undefined,
		isLink:
			index < parts.length - 1 &&
			!withoutPage.has(part) &&
			mayOpen(role, parts.slice(0, index + 1).join("/")),
	}));
	if (crumbs.length === 0)
		crumbs.push({ href: `/${workspace}`, label: "Home", isAwaited: false, isFixed: true, isLink: false });
	return (
		<nav aria-label="Breadcrumbs" className="min-w-0">
			<ol className="flex min-w-0 items-center gap-1 text-sm">
				{crumbs.map((crumb, index) => (
					<Fragment key={crumb.href}>
						{index > 0 && (
							<li aria-hidden="true">
								<ChevronRight className="size-3.5 text-muted-foreground" />
							</li>
						)}
						{/* Names of pages are short and stay whole; what people named is cut. */}
						<li className={cn(crumb.isFixed ? "shrink-0" : "min-w-0 truncate", crumb.isAwaited && awaited)}>
							{!crumb.isLink ? (
								<span
									aria-current={index === crumbs.length - 1 ? "page" : undefined}
									className={index === crumbs.length - 1 ? "font-medium" : "text-muted-foreground"}
								>
									{crumb.label}
								</span>
							) : (
								<Link
									href={crumb.href}
									className="inline-block min-h-6 rounded-sm leading-6 text-muted-foreground hover:text-foreground"
								>
									{crumb.label}
								</Link>
							)}
						</li>
					</Fragment>
				))}
			</ol>
		</nav>
	);
}
