"use client";

import { ChevronUp, CircleAlert } from "lucide-react";
import { useState } from "react";
import { SizePanel, type SizePanelProps } from "@/components/rules/size/size-panel";
import { cn } from "@/components/ui/class-names";
import { formatCount, formatPercent } from "@/components/ui/format-number";
import { Sheet, SheetContent, SheetDescription, SheetTitle, SheetTrigger } from "@/components/ui/sheet";
import { UpdateBar } from "@/components/ui/updating";

/** On a narrow screen the size stays at the bottom edge, and opens to everything the panel says. */
export function PhoneBar(props: SizePanelProps) {
	const [isOpen, setOpen] = useState(false);
	const { answer, isCurrent, isComputing } = props.preview;
	const isEmpty = props.rule.rules.length === 0;
	const shown = answer && !isEmpty ? answer : null;
	const count = props.findings.findings.length;
	return (
		<div className="fixed inset-x-0 bottom-0 z-40 border-border border-t bg-card shadow-lg lg:hidden">
			<UpdateBar isUpdating={isComputing} />
			<Sheet open={isOpen} onOpenChange={setOpen}>
				<SheetTrigger asChild>
					<button
						type="button"
						className="flex min-h-14 w-full cursor-pointer items-center gap-3 px-4 py-2 text-left"
					>
						<span
							className={cn("font-semibold text-2xl tabular-nums", !isCurrent && "text-muted-foreground")}
						>
							{shown ? formatCount(shown.total) : "–"}
						</span>
						<span className="min-w-0 flex-1 truncate text-muted-foreground text-sm">
							{shown
								? `people${shown.base > 0 ? ` · ${formatPercent(shown.total / shown.base)}` : ""}`
								: isEmpty
									? "Add a condition"
									: !props.preview.mayAsk
										? "Only for roles that may see people"
										: props.isUsable
											? "Counting…"
											: props.isBegun
												? "Complete the condition"
												: "Complete the highlighted fields"}
						</span>
						{count > 0 && !isEmpty && (
							<span className="inline-flex items-center gap-1 text-sm text-warning">
								<CircleAlert aria-hidden="true" className="size-4" />
								{count} to check
							</span>
						)}
						<ChevronUp aria-hidden="true" className="size-4 shrink-0 text-muted-foreground" />
						<span className="sr-only">Show all about the size</span>
					</button>
				</SheetTrigger>
				<SheetContent className="inset-x-0 top-auto bottom-0 h-auto max-h-[85dvh] w-full rounded-t-xl border-t border-l-0 pb-4">
					<SheetTitle className="sr-only">Size of the segment</SheetTitle>
					<SheetDescription className="sr-only">
						How many people match, where they drop out, and what to check.
					</SheetDescription>
					<SizePanel
						{...props}
						onShow={(path) => {
							setOpen(false);
							props.onShow(path);
						}}
					/>
				</SheetContent>
			</Sheet>
		</div>
	);
}
