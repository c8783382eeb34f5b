"use client";

import type { Sample } from "@/components/syncs/mapping/use-sample";
import { RequestText } from "@/components/syncs/request-text";
import { Choice } from "@/components/ui/choose/choice";
import { Field } from "@/components/ui/field";
import { Updating } from "@/components/ui/updating";

/** The real request for a person who can be chosen, without its secrets. */
export function SamplePanel({ sample }: { sample: Sample }) {
	const { view, error } = sample;
	if (error) return <p className="text-destructive text-sm">{error.message}</p>;
	if (!view) return null;
	return (
		<section aria-label="Sample request" className="grid min-w-0 gap-3 rounded-lg bg-muted/50 p-3">
			{view.people.length > 0 && (
				<Field label="Shown for" className="max-w-80">
					<Choice
						value={view.person ? String(view.person.uid) : ""}
						onChange={(uid) => sample.choose(Number(uid))}
						placeholder="Choose a person"
						options={view.people.map(({ uid, label }) => ({ value: String(uid), label }))}
					/>
				</Field>
			)}
			{view.warnings.map((warning) => (
				<p key={warning} className="text-sm text-warning">
					{warning}
				</p>
			))}
			<Updating isUpdating={sample.isStale} aria-live="polite" className="min-w-0">
				{view.problem && <p className="text-sm">{view.problem}</p>}
				{view.request && <RequestText title="The request, without its secrets" request={view.request} />}
			</Updating>
		</section>
	);
}
