"use client";

import { TemplateGallery } from "@/components/segments/templates/template-gallery";
import { Button } from "@/components/ui/button";
import type { CatalogOutput } from "@/lib/rules/contracts";
import type { SegmentRule } from "@/lib/rules/rule";

/** For an empty rule: what it can express, an example using the workspace's own names, and the templates. */
export function NewSegmentStart({
	names,
	onStart,
}: {
	names: CatalogOutput;
	/** `name` is a suggested segment name, where there is an obvious one. */
	onStart: (rule: SegmentRule, name: string) => void;
}) {
	const event = names.events.find(({ name }) => /order|purchase/i.test(name)) ?? names.events[0];
	return (
		<>
			<div className="rounded-md bg-muted/50 p-3 text-muted-foreground text-sm">
				<p>
					Describe people by what they did, how often and when, or by what they are. Combine conditions with
					“and”, “or” and “not”. The exact number of people updates as you build.
				</p>
				{event && (
					<Button
						variant="outline"
						size="sm"
						className="mt-2 h-auto min-h-7 whitespace-normal py-1 text-left"
						onClick={() =>
							onStart(
								{
									combinator: "and",
									rules: [
										{
											kind: "event",
											field: event.name,
											aggregate: { kind: "count" },
											operator: ">=",
											value: 3,
											window: { kind: "last", amount: 60, unit: "days" },
										},
									],
								},
								"",
							)
						}
					>
						Start with “did {event.name} at least 3 times in the last 60 days”
					</Button>
				)}
			</div>
			<TemplateGallery names={names} onPick={(template, { rule }) => onStart(rule, template.name)} />
		</>
	);
}
