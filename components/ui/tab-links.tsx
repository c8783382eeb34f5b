import Link from "next/link";
import { cn } from "./class-names";

/** On a phone the row may be wider than the screen: the current page's tab is always in view. */
function reveal(link: HTMLAnchorElement | null): void {
	const row = link?.closest("nav");
	if (!link || !row) return;
	const beyond = link.getBoundingClientRect().right - row.getBoundingClientRect().right;
	if (beyond > 0) row.scrollLeft += beyond + 16;
}

/** Tabs that are pages of their own. */
export function TabLinks({
	label,
	links,
	className,
}: {
	label: string;
	links: readonly { href: string; label: string; isCurrent: boolean }[];
	className?: string;
}) {
	return (
		<nav aria-label={label} className={cn("border-border border-b", className)}>
			<ul className="flex gap-5">
				{links.map(({ href, label: name, isCurrent }) => (
					<li key={href}>
						<Link
							href={href}
							ref={isCurrent ? reveal : undefined}
							aria-current={isCurrent ? "page" : undefined}
							className={cn(
								"-mb-px inline-flex h-9 items-center whitespace-nowrap border-b-2 font-medium text-sm transition-colors focus-visible:outline-offset-[-2px]",
								isCurrent
									? "border-primary text-foreground"
									: "border-transparent text-muted-foreground hover:text-foreground",
							)}
						>
							{name}
						</Link>
					</li>
				))}
			</ul>
		</nav>
	);
}
