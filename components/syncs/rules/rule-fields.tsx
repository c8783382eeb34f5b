"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useId, useRef } from "react";
import { AmountField } from "@/components/campaigns/amount-field";
import { syncChoices } from "@/components/syncs/choices";
import { conversionText, modeChoices } from "@/components/syncs/rules/describe-rules";
import { amountProblem, type RulesDraft } from "@/components/syncs/rules/rules-draft";
import { Checkbox } from "@/components/ui/checkbox";
import { Choice } from "@/components/ui/choose/choice";
import { RadioChoices } from "@/components/ui/choose/radio-choices";
import { Field, FieldError } from "@/components/ui/field";
import { formatPeople } from "@/components/ui/format-number";
import type { SyncMode } from "@/lib/destinations/what-is-sent";
import type { SyncView } from "@/lib/syncs/contracts";

/** The server's message about a field of the rules it refused. */
export type IssueAt = (field: string) => string | undefined;

/** Whom a sync leaves out, and what it asks about: the same for a new sync and an existing one. */
export function RuleFields({
	draft,
	segmentId,
	campaign,
	hasHoldouts,
	modes,
	wasTried,
	issueAt,
	names = {},
	onChange,
}: {
	draft: RulesDraft;
	/** The segment that is delivered, which cannot be kept out of itself. */
	segmentId: string;
	campaign: SyncView["campaign"];
	/** Whether what becomes of people whom campaigns hold out is chosen here. */
	hasHoldouts: boolean;
	/** What the network can do; undefined while that is not known. */
	modes: readonly SyncMode[] | undefined;
	/** Whether saving was tried: then every problem is shown. */
	wasTried: boolean;
	issueAt: IssueAt;
	/** Names of chosen segments that are not on the list of choices. */
	names?: Readonly<Record<string, string>>;
	onChange: (part: Partial<RulesDraft>) => void;
}) {
	const id = useId();
	const problem = (field: "changePercent" | "changePeople" | "minimumAudience") =>
		(wasTried ? amountProblem(field, draft[field]) : undefined) ?? issueAt(`guards.${field}`);
	return (
		<>
			{modes && modes.length > 1 && (
				<fieldset className="grid gap-2.5">
					<legend className="mb-1.5 font-medium text-sm">{modeLegend(modes)}</legend>
					<RadioChoices
						label={modeLegend(modes)}
						value={draft.mode}
						options={modes.map((mode) => ({ value: mode, ...modeChoices[mode] }))}
						onChange={(mode) => onChange({ mode })}
					/>
					<FieldError>{issueAt("mode")}</FieldError>
				</fieldset>
			)}
			<fieldset className="grid gap-3">
				<legend className="mb-1.5 font-medium text-sm">Large changes</legend>
				<Check
					id={`${id}-asks`}
					label="Ask before an unusually large change"
					hint="A run that would add or remove more than this waits for confirmation before it sends any of it."
					isChecked={draft.asksAboutChanges}
					onChange={(asksAboutChanges) => onChange({ asksAboutChanges })}
				/>
				{draft.asksAboutChanges && (
					<div className="grid items-start gap-3 pl-6.5 sm:grid-cols-2">
						<AmountField
							label="More than (% of people there)"
							isWhole
							value={draft.changePercent}
							error={problem("changePercent")}
							problemOf={(text) => amountProblem("changePercent", text)}
							onChange={(changePercent) => onChange({ changePercent })}
						/>
						<AmountField
							label="And at least (people)"
							isWhole
							value={draft.changePeople}
							error={problem("changePeople")}
							problemOf={(text) => amountProblem("changePeople", text)}
							onChange={(changePeople) => onChange({ changePeople })}
						/>
					</div>
				)}
			</fieldset>
			<AmountField
				label="Minimum audience size (people)"
				hint="Below this, no one is added; people who leave are still removed. 0 means no minimum."
				isWhole
				value={draft.minimumAudience}
				error={problem("minimumAudience")}
				problemOf={(text) => amountProblem("minimumAudience", text)}
				onChange={(minimumAudience) => onChange({ minimumAudience })}
			/>
			<KeptOut
				chosen={draft.excludedSegmentIds}
				segmentId={segmentId}
				names={names}
				issueAt={issueAt}
				onChange={(excludedSegmentIds) => onChange({ excludedSegmentIds })}
			/>
			{hasHoldouts && (
				<fieldset className="grid gap-1.5">
					<legend className="mb-1.5 font-medium text-sm">People whom campaigns hold out</legend>
					<Check
						id={`${id}-holdouts`}
						label="Hold them out here too"
						hint="Applies to campaigns of the same segment or account, until their results are complete. Reached here, those people are no longer a fair comparison."
						isChecked={draft.keepsHoldouts}
						onChange={(keepsHoldouts) => onChange({ keepsHoldouts })}
					/>
					<FieldError>{issueAt("keepsHoldouts")}</FieldError>
					<Check
						id={`${id}-global`}
						label="Also leave out the global holdout"
						hint="People whom the workspace holds out of everything, if there are any. Send to them only what everyone must get, such as a recall."
						isChecked={!draft.reachesGlobalHoldout}
						onChange={(isLeftOut) => onChange({ reachesGlobalHoldout: !isLeftOut })}
					/>
					<FieldError>{issueAt("reachesGlobalHoldout")}</FieldError>
				</fieldset>
			)}
			{campaign && (
				<fieldset className="grid gap-1.5">
					<legend className="mb-1.5 font-medium text-sm">People who convert</legend>
					<Check
						id={`${id}-converted`}
						label="Stop sending people who convert"
						hint={
							campaign.goalEvent === null
								? "The campaign has no goal yet. Choose one first."
								: `${conversionText(campaign, "Anyone who does")} is removed with the next run.`
						}
						isChecked={draft.stopsOnConversion}
						isDisabled={campaign.goalEvent === null && !draft.stopsOnConversion}
						onChange={(stopsOnConversion) => onChange({ stopsOnConversion })}
					/>
					<FieldError>{issueAt("stopsOnConversion")}</FieldError>
				</fieldset>
			)}
		</>
	);
}

function modeLegend(modes: readonly SyncMode[]): string {
	return modes.includes("update_only")
		? "People who join or leave the segment"
		: "People who leave the segment";
}

function Check({
	id,
	label,
	hint,
	isChecked,
	isDisabled = false,
	onChange,
}: {
	id: string;
	label: string;
	hint: string;
	isChecked: boolean;
	isDisabled?: boolean;
	onChange: (isChecked: boolean) => void;
}) {
	return (
		<div className="flex items-start gap-2.5 text-sm">
			<Checkbox
				id={id}
				className="mt-0.5"
				checked={isChecked}
				disabled={isDisabled}
				aria-describedby={`${id}-hint`}
				onCheckedChange={(checked) => onChange(checked === true)}
			/>
			<div>
				<label htmlFor={id}>{label}</label>
				<p id={`${id}-hint`} className="text-muted-foreground">
					{hint}
				</p>
			</div>
		</div>
	);
}

/** Segments whose members are not sent: those chosen, each to take off, and the others to choose from. */
function KeptOut({
	chosen,
	segmentId,
	names,
	issueAt,
	onChange,
}: {
	chosen: readonly string[];
	segmentId: string;
	names: Readonly<Record<string, string>>;
	issueAt: IssueAt;
	onChange: (ids: readonly string[]) => void;
}) {
	const segments = useQuery(syncChoices.segments());
	const place = useRef<HTMLFieldSetElement>(null);
	const known = segments.data?.items;
	const nameOf = (id: string) => known?.find((one) => one.id === id)?.name ?? names[id] ?? id;
	const wrong = chosen.map((_id, index) => issueAt(`excludedSegmentIds.${index}`));
	return (
		<fieldset ref={place} className="grid min-w-0 gap-2">
			<legend className="mb-1.5 font-medium text-sm">Exclude</legend>
			<p className="text-muted-foreground text-sm">
				People in these segments, such as existing customers, are never added, and are removed if they are
				already there. While one of them is out of date, no one is added.
			</p>
			{chosen.length > 0 && (
				<ul aria-label="Excluded segments" className="flex flex-wrap gap-1.5">
					{chosen.map((id, index) => (
						<li key={id} className="grid min-w-0 gap-1">
							<span className="flex min-w-0 items-center gap-1 rounded-md border border-border bg-muted/50 py-0.5 pr-0.5 pl-2 text-sm">
								<span className="min-w-0 break-words">{nameOf(id)}</span>
								<button
									type="button"
									aria-label={`Stop excluding ${nameOf(id)}`}
									className="flex size-6 shrink-0 cursor-pointer items-center justify-center rounded-sm text-muted-foreground hover:bg-accent hover:text-foreground"
									onClick={() => {
										onChange(chosen.filter((one) => one !== id));
										// The pressed button is gone: the next control takes the focus.
										place.current?.querySelector<HTMLElement>("[role='combobox']")?.focus();
									}}
								>
									<X aria-hidden="true" className="size-3.5" />
								</button>
							</span>
							<FieldError>{wrong[index]}</FieldError>
						</li>
					))}
				</ul>
			)}
			<Field
				label={<span className="sr-only">Add a segment to exclude</span>}
				error={issueAt("excludedSegmentIds") ?? segments.error?.message}
			>
				<Choice
					value=""
					onChange={(id) => onChange([...chosen, id])}
					placeholder="Add a segment"
					isFailed={segments.isError}
					options={known
						?.filter(({ id }) => id !== segmentId && !chosen.includes(id))
						.map((one) => ({
							value: one.id,
							label: one.name,
							detail: one.size === null ? undefined : formatPeople(one.size),
						}))}
				/>
			</Field>
		</fieldset>
	);
}
