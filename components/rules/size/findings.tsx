"use client";

import { CircleAlert, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import type { LintFinding } from "@/lib/rules/lint/lint-finding";
import type { SegmentRule } from "@/lib/rules/rule";

const looks: Record<LintFinding["severity"], { icon: LucideIcon; word: string; className: string }> = {
	error: { icon: CircleAlert, word: "Mistake", className: "text-destructive" },
	warning: { icon: TriangleAlert, word: "Check this", className: "text-warning" },
	info: { icon: Info, word: "Good to know", className: "text-muted-foreground" },
};

/** What is allowed but perhaps not intended, each with a one-click fix. */
export function Findings({
	findings,
	isCurrent,
	isReadOnly,
	onFix,
	onShow,
}: {
	findings: readonly LintFinding[];
	/** False while they are of an earlier draft: then nothing is fixed with them. */
	isCurrent: boolean;
	isReadOnly: boolean;
	onFix: (rule: SegmentRule) => void;
	/** Goes to the condition a finding is about. */
	onShow: (path: LintFinding["path"]) => void;
}) {
	if (findings.length === 0) return null;
	return (
		<section aria-label="What to check" className="border-border border-t p-4">
			<h2 className="mb-2 font-medium text-muted-foreground text-sm">What to check</h2>
			<ul
				className={cn(
					"grid grid-cols-[minmax(0,1fr)] gap-3 transition-opacity",
					!isCurrent && "text-muted-foreground",
				)}
			>
				{findings.map(({ path, severity, message, fix }) => {
					const { icon: Icon, word, className } = looks[severity];
					return (
						<li key={`${path.join(".")} ${message}`} className="grid grid-cols-[minmax(0,1fr)] gap-1 text-sm">
							<span className={cn("flex items-center gap-1.5 font-medium text-xs", className)}>
								<Icon aria-hidden="true" className="size-3.5 shrink-0" />
								{word}
								{typeof path[0] === "number" && (
									<button
										type="button"
										className="-my-1 ml-auto h-6 cursor-pointer rounded-sm px-1 font-normal text-muted-foreground underline-offset-2 hover:underline"
										onClick={() => onShow(path)}
									>
										Show
									</button>
								)}
							</span>
							<span className="text-pretty break-words">{message}</span>
							{fix && !isReadOnly && (
								<Button
									variant="outline"
									size="sm"
									className="h-auto min-h-7 w-fit whitespace-normal py-1 text-left"
									disabled={!isCurrent}
									onClick={() => onFix(fix.rule)}
								>
									{fix.label}
								</Button>
							)}
						</li>
					);
				})}
			</ul>
		</section>
	);
}
