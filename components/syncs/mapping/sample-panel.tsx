"use client";

import type { Sample } from "@/components/syncs/mapping/use-sample";
import { Choice } from "@/components/ui/choose/choice";
import { cn } from "@/components/ui/class-names";
import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";
import type { SampleView } from "@/lib/syncs/mapping/sample";

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
			<div aria-live="polite" className={cn("min-w-0", sample.isStale && "opacity-60")}>
				{view.problem && <p className="text-sm">{view.problem}</p>}
				{view.request && <Request request={view.request} />}
			</div>
		</section>
	);
}

function Request({ request }: { request: NonNullable<SampleView["request"]> }) {
	const head = `${request.method} ${request.url}`;
	const headers = request.headers.map(({ name, value }) => `${name}: ${value}`).join("\n");
	const text = [head, headers, ...(request.body === null ? [] : ["", request.body])].join("\n");
	return (
		<div className="grid min-w-0 gap-1.5">
			<div className="flex items-center justify-between gap-2">
				<h3 className="font-medium text-sm">The request, without its secrets</h3>
				<CopyButton text={text} label="Copy the request" />
			</div>
			<pre
				// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
				tabIndex={0}
				className="max-h-80 min-w-0 overflow-auto rounded-md border border-border bg-card p-3 font-mono text-xs"
			>
				{text}
			</pre>
		</div>
	);
}
