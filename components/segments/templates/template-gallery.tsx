"use client";

import { CircleDashed, Search } from "lucide-react";
import { useMemo, useState } from "react";
import { toCatalog } from "@/components/rules/to-catalog";
import { Badge } from "@/components/ui/badge";
import { cn } from "@/components/ui/class-names";
import { Input } from "@/components/ui/input";
import { pluralText } from "@/lib/kernel/number-text";
import { searchKey } from "@/lib/kernel/search-key";
import type { CatalogOutput } from "@/lib/rules/contracts";
import { describeRule } from "@/lib/rules/describe/describe-rule";
import { type AdaptedTemplate, adaptTemplate } from "@/lib/segments/adapt-template";
import {
	type SegmentTemplate,
	segmentTemplates,
	type TemplateTopic,
	templateTopics,
} from "@/lib/segments/templates";

type Offer = { template: SegmentTemplate; adapted: AdaptedTemplate; words: string };

/** Segments many companies need, using this workspace's own names; those that fit its data come first. */
export function TemplateGallery({
	names,
	onPick,
}: {
	names: CatalogOutput;
	onPick: (template: SegmentTemplate, adapted: AdaptedTemplate) => void;
}) {
	const [search, setSearch] = useState("");
	const [topic, setTopic] = useState<TemplateTopic | null>(null);
	const offers = useMemo(() => offersFor(names), [names]);
	const wanted = searchKey(search);
	const shown = offers.filter(
		({ template, words }) =>
			(topic === null || template.topic === topic) &&
			searchKey(`${template.name} ${template.about} ${words}`).includes(wanted),
	);
	return (
		<section aria-labelledby="templates" className="grid gap-3">
			<div className="flex flex-wrap items-center gap-2">
				<h2 id="templates" className="mr-auto font-semibold text-sm">
					Or start from a template
				</h2>
				<div className="flex flex-wrap gap-1">
					{[null, ...templateTopics].map((each) => (
						<button
							key={each ?? "all"}
							type="button"
							aria-pressed={topic === each}
							onClick={() => setTopic(each)}
							className={cn(
								"h-7 cursor-pointer rounded-md px-2 text-sm first-letter:uppercase",
								topic === each
									? "bg-primary/12 font-medium text-primary"
									: "text-muted-foreground hover:bg-accent hover:text-foreground",
							)}
						>
							{each ?? "all"}
						</button>
					))}
				</div>
				<div className="relative w-full sm:w-56">
					<Search aria-hidden="true" className="absolute top-2 left-2.5 size-4 text-muted-foreground" />
					<Input
						type="search"
						aria-label="Find a template"
						placeholder="Find a template"
						className="pl-8"
						value={search}
						onChange={(event) => setSearch(event.target.value)}
					/>
				</div>
			</div>
			{shown.length === 0 ? (
				<p className="py-6 text-center text-muted-foreground text-sm">No template is about that.</p>
			) : (
				<ul className="grid gap-2 sm:grid-cols-2">
					{shown.map((offer) => (
						<li key={offer.template.id}>
							<TemplateCard offer={offer} onPick={() => onPick(offer.template, offer.adapted)} />
						</li>
					))}
				</ul>
			)}
		</section>
	);
}

function offersFor(names: CatalogOutput): Offer[] {
	const catalog = toCatalog(names);
	return segmentTemplates
		.map((template) => {
			const adapted = adaptTemplate(template, catalog);
			return { template, adapted, words: describeRule(adapted.rule) };
		})
		.sort((a, b) => Math.min(a.adapted.missing.length, 1) - Math.min(b.adapted.missing.length, 1));
}

function TemplateCard({ offer, onPick }: { offer: Offer; onPick: () => void }) {
	const { template, adapted, words } = offer;
	const missing = adapted.missing.length;
	return (
		<button
			type="button"
			onClick={onPick}
			className="flex h-full w-full cursor-pointer flex-col gap-1 rounded-lg border border-border bg-card p-3 text-left shadow-xs transition-colors hover:border-input hover:bg-accent/50"
		>
			<span className="flex w-full items-start justify-between gap-2">
				<span className="font-medium text-sm">{template.name}</span>
				{/* Shown only where something is left to do: most fit, and a mark on every card would mark none. */}
				{missing > 0 && (
					<Badge variant="outline">
						<CircleDashed aria-hidden="true" />
						{pluralText(missing, "name")} to choose
					</Badge>
				)}
			</span>
			<span className="text-muted-foreground text-sm">{template.about}</span>
			<span className="mt-auto line-clamp-3 break-words pt-1 text-muted-foreground text-xs">{words}</span>
		</button>
	);
}
