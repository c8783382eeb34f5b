"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { campaignsQueries } from "@/components/campaigns/api";
import { Button } from "@/components/ui/button";
import { Choice } from "@/components/ui/choose/choice";
import { Field, FieldError } from "@/components/ui/field";
import { formatPeople } from "@/components/ui/format-number";
import { maxAudienceSegments } from "@/lib/campaigns/audience-segments";

/** Further segments of a campaign, one choice each, and a button that adds one. */
export function MoreSegments({
	label,
	add,
	hint,
	ids,
	used,
	problem,
	onChange,
}: {
	label: string;
	add: string;
	hint: string;
	/** "" for one that is not chosen yet. */
	ids: readonly string[];
	/** Segments that are chosen somewhere in the audience and cannot be chosen again. */
	used: readonly string[];
	problem: string | undefined;
	onChange: (ids: string[]) => void;
}) {
	const segments = useQuery(campaignsQueries.segments());
	const options = segments.data?.items;
	const button = (
		<Button
			variant="ghost"
			size="sm"
			className="justify-self-start"
			disabled={ids.includes("") || ids.length >= maxAudienceSegments}
			onClick={() => onChange([...ids, ""])}
		>
			<Plus aria-hidden="true" /> {add}
		</Button>
	);
	if (ids.length === 0) return button;
	return (
		<div className="grid gap-2">
			{ids.map((id, index) => (
				// Two are never the same, but for the one that is not chosen yet.
				<div key={id} className="grid grid-cols-[minmax(0,1fr)_auto] items-end gap-2">
					<Field label={index === 0 ? label : <span className="sr-only">{`${label}, ${index + 1}`}</span>}>
						<Choice
							value={id}
							onChange={(chosen) => onChange(ids.map((one, at) => (at === index ? chosen : one)))}
							placeholder="Choose a segment"
							isFailed={segments.isError}
							options={options
								?.filter((one) => one.id === id || !used.includes(one.id))
								.map((one) => ({
									value: one.id,
									label: one.name,
									detail: one.size === null ? "not computed yet" : formatPeople(one.size),
								}))}
						/>
					</Field>
					<Button
						variant="ghost"
						size="icon"
						aria-label={`Remove ${options?.find((one) => one.id === id)?.name ?? "this segment"}`}
						onClick={() => onChange(ids.filter((_, at) => at !== index))}
					>
						<X aria-hidden="true" />
					</Button>
				</div>
			))}
			<FieldError>{problem}</FieldError>
			<p className="text-muted-foreground text-sm">{hint}</p>
			{button}
		</div>
	);
}
