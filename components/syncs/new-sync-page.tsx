"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { destinationsQueries } from "@/components/destinations/api";
import { ErrorNotice } from "@/components/shell/error-notice";
import { FormCard } from "@/components/shell/form-card";
import { issueOf } from "@/components/shell/form-dialog";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCreateSync } from "@/components/syncs/api";
import { syncChoices } from "@/components/syncs/choices";
import { IdentifierChoice } from "@/components/syncs/identifier-choice";
import { CurrencyQuestion, useCurrencyQuestion } from "@/components/syncs/mapping/currency-question";
import { MappingEditor } from "@/components/syncs/mapping/mapping-editor";
import { changedRules, readRules, usualDraft, usualRules } from "@/components/syncs/rules/rules-draft";
import { SchedulePicker } from "@/components/syncs/schedule-picker";
import { Choice } from "@/components/ui/choose/choice";
import { Field } from "@/components/ui/field";
import { formatPeople } from "@/components/ui/format-number";
import { Input } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { purposeLabels } from "@/lib/consent/purposes";
import { cutText } from "@/lib/kernel/cut-text";
import type { Mapping } from "@/lib/syncs/mapping/contracts";
import type { SyncSchedule } from "@/lib/syncs/sync-settings";

// Folded away until someone opens it.
const HoldoutChoice = dynamic(
	async () => (await import("@/components/syncs/rules/holdout-notice")).HoldoutChoice,
);
const RuleFields = dynamic(async () => (await import("@/components/syncs/rules/rule-fields")).RuleFields);

/**
 * Segment, destination, identifiers, schedule. Nothing is sent until the preview on the next page has been
 * seen.
 */
export function NewSyncPage({
	segment,
	destination,
	isExclusion = false,
}: {
	segment: string | null;
	destination: string | null;
	/** People excluded from ads at the destination. */
	isExclusion?: boolean;
}) {
	const slug = useWorkspaceSlug();
	const router = useRouter();
	const segments = useQuery(syncChoices.segments());
	const destinations = useQuery(destinationsQueries.list());
	const networks = useQuery(destinationsQueries.networks());
	const create = useCreateSync();
	const [segmentId, setSegmentId] = useState(segment ?? "");
	const [destinationId, setDestinationId] = useState(destination ?? "");
	const [name, setName] = useState("");
	// Null: as the destination suggests.
	const [chosenKinds, setKinds] = useState<readonly string[] | null>(null);
	const [mapping, setMapping] = useState<Mapping>([]);
	const [chosenPurpose, setPurpose] = useState<string | null>(null);
	const [rules, setRules] = useState(usualDraft);
	const [areRulesOpen, setRulesOpen] = useState(false);
	const [wasTried, setTried] = useState(false);
	const currency = useCurrencyQuestion();
	const [schedule, setSchedule] = useState<SyncSchedule>({ kind: "interval", everyMinutes: 60 });
	const chosen = destinations.data?.items.find((one) => one.id === destinationId);
	const network = networks.data?.items.find((one) => one.slug === chosen?.network);
	const use = isExclusion ? ("exclude" as const) : ("include" as const);
	const all = network?.identifierKinds.map((one) => one.kind) ?? [];
	// A stream tells of each identifier apart: one message for each person comes from one of them.
	const kinds = chosenKinds ?? (network?.hasOneIdentifier ? all.slice(0, 1) : all);
	const isReady = segmentId !== "" && chosen !== undefined && kinds.length > 0;
	const segmentName = segments.data?.items.find((one) => one.id === segmentId)?.name;
	const ownName = isExclusion && segmentName ? cutText(`Exclude ${segmentName}`, 100) : "";
	const submit = async () => {
		setTried(true);
		const now = readRules(rules);
		if (!now) {
			// What is wrong is shown beside its field.
			setRulesOpen(true);
			return;
		}
		const given = name.trim() || ownName;
		const made = await create.mutateAsync({
			body: {
				segmentId,
				destinationId,
				identifierKinds: [...kinds],
				schedule,
				...(chosenPurpose ? { purpose: chosenPurpose } : {}),
				...changedRules(usualRules, now),
				use,
				...(network?.mapping && mapping.length > 0 ? { mapping, ...currency.answer } : {}),
				...(given ? { name: given } : {}),
			},
		});
		router.push(`/${slug}/syncs/${made.id}`);
	};
	return (
		<>
			<PageHeader
				title={isExclusion ? "New exclusion list" : "New sync"}
				description={
					isExclusion
						? "Keeps an audience at the destination that you exclude from your ads there. Nothing is sent yet: the next page previews the first run."
						: "Nothing is sent yet. The next page previews the first run."
				}
			/>
			<FormCard
				submitLabel={isExclusion ? "Create exclusion list" : "Create sync"}
				isPending={create.isPending}
				isReady={isReady && !currency.isOpen}
				// The notice above the button shows the error.
				onSubmit={() => submit().catch((error: unknown) => void currency.asks(error))}
			>
				<Field
					label="Segment"
					hint={
						isExclusion
							? "Who should not see your ads, such as customers who have just bought. The list follows the segment."
							: "Who to deliver. The audience follows the segment as it changes."
					}
				>
					<Choice
						value={segmentId}
						onChange={setSegmentId}
						placeholder="Choose a segment"
						options={segments.data?.items.map((one) => ({
							value: one.id,
							label: one.name,
							detail: one.size === null ? undefined : formatPeople(one.size),
						}))}
					/>
				</Field>
				<Field
					label="Destination"
					hint={
						destinations.data?.items.length === 0 ? (
							<>
								Nothing is connected yet.{" "}
								<Link className="text-primary underline" href={`/${slug}/destinations`}>
									Connect a destination
								</Link>{" "}
								first.
							</>
						) : undefined
					}
				>
					<Choice
						value={destinationId}
						onChange={(value) => {
							setDestinationId(value);
							setKinds(null);
							setMapping([]);
							setPurpose(null);
							currency.forget();
							setRules((now) => ({ ...now, mode: "mirror" }));
						}}
						placeholder="Choose a destination"
						options={destinations.data?.items.map((one) => ({
							value: one.id,
							label: one.name,
							detail: one.networkName,
						}))}
					/>
				</Field>
				{network && network.purposes.length > 1 && (
					<Field
						label="What it is for"
						hint="Only people who agreed to this are sent. This can't be changed later."
					>
						<Choice
							value={chosenPurpose ?? network.purpose}
							onChange={setPurpose}
							options={network.purposes.map((value) => ({ value, label: purposeLabels[value] }))}
						/>
					</Field>
				)}
				{network && <IdentifierChoice network={network} chosen={kinds} onChange={setKinds} />}
				{network?.mapping && (
					<fieldset className="grid min-w-0 gap-2.5">
						<legend className="mb-1.5 font-medium text-sm">Fields to send (optional)</legend>
						<p className="text-muted-foreground text-sm">
							{network.listsFields
								? `Each person's values, in fields that exist in ${network.name}.`
								: network.mapping.takesOthers
									? "Each person's values, under names you choose."
									: network.mapping.fields.map((field) => field.label).join(", ")}
						</p>
						<MappingEditor
							ability={network.mapping}
							fieldsOf={network.listsFields && chosen ? { destinationId, name: chosen.name } : null}
							mapping={mapping}
							onChange={(next) => {
								setMapping(next);
								currency.forget();
							}}
							sampleOf={
								segmentId && chosen && kinds.length > 0
									? { segmentId, destinationId, identifierKinds: [...kinds], use }
									: null
							}
						/>
					</fieldset>
				)}
				{!isExclusion && segmentId !== "" && chosen && (
					<HoldoutChoice
						segmentId={segmentId}
						destinationId={destinationId}
						isKept={rules.keepsHoldouts}
						onChange={(keepsHoldouts) => setRules((now) => ({ ...now, keepsHoldouts }))}
					/>
				)}
				<SchedulePicker value={schedule} onChange={setSchedule} />
				<details
					open={areRulesOpen}
					onToggle={(event) => setRulesOpen(event.currentTarget.open)}
					className="rounded-md border border-border"
				>
					<summary className="min-h-9 cursor-pointer px-3 py-2 font-medium text-sm hover:bg-accent">
						Delivery rules (optional)
						<span className="block font-normal text-muted-foreground">
							Who to exclude, what happens to people who leave, and when to ask for confirmation. You can
							change these later.
						</span>
					</summary>
					{areRulesOpen && (
						<div className="grid gap-5 border-border border-t p-3">
							<RuleFields
								draft={rules}
								segmentId={segmentId}
								campaign={null}
								hasHoldouts={false}
								modes={network?.modes}
								wasTried={wasTried}
								issueAt={(field) => issueOf(create.error, field)}
								onChange={(part) => setRules((now) => ({ ...now, ...part }))}
							/>
						</div>
					)}
				</details>
				<Field
					label="Name (optional)"
					hint={`If left empty, it is called “${ownName || "segment to destination"}”.`}
				>
					<Input value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
				</Field>
				<CurrencyQuestion currency={currency} />
				{create.error && currency.question === null && (
					<ErrorNotice title="The sync was not created" error={create.error} />
				)}
			</FormCard>
		</>
	);
}
