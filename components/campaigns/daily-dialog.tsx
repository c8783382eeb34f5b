"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { AmountField } from "@/components/campaigns/amount-field";
import { DailyMapping } from "@/components/campaigns/daily-mapping";
import { previewDaily, useImportDaily, useSetDaily } from "@/components/campaigns/daily-queries";
import { figuresText, measureLabels } from "@/components/campaigns/daily-words";
import { FormDialog, issueOf } from "@/components/shell/form-dialog";
import { useWorkspace } from "@/components/shell/workspace-context";
import { ChooseFile } from "@/components/ui/choose/choose-file";
import { DateField } from "@/components/ui/date-field";
import { Field } from "@/components/ui/field";
import { formatCount } from "@/components/ui/format-number";
import { formatStoredDate } from "@/components/ui/format-time";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import type { DailyPreview } from "@/lib/campaigns/daily/contracts";
import { type DailyKind, type Figures, type Measure, measuresOf } from "@/lib/campaigns/daily/daily-figures";
import type { DraftDailyMapping } from "@/lib/campaigns/daily/daily-mapping";
import { formatDay } from "@/lib/kernel/calendar-day";
import { readTypedNumber, unreadText } from "@/lib/kernel/typed-number";
import { localDayNumber } from "@/lib/kernel/zoned-time";

const words: Record<DailyKind, { title: string; description: string; failure: string }> = {
	cost: {
		title: "Add costs",
		description:
			"Type one day, or choose a CSV with a row per day. A later file replaces the days it names; nothing is counted twice.",
		failure: "The costs were not saved",
	},
	platform: {
		title: "Add an ad platform’s totals",
		description:
			"What the platform itself reports, to compare with. It is never used in any estimate. A later file replaces the days it names.",
		failure: "The totals were not saved",
	},
};

type Chosen = { fileName: string; text: string };

/** Adds figures per day: one typed, or a file whose effect is shown before it is imported. */
export function DailyDialog({
	campaignId,
	kind,
	currency = "",
	knownSources = [],
	onClose,
}: {
	campaignId: string;
	kind: DailyKind;
	currency?: string;
	/** Platforms that have figures already. */
	knownSources?: readonly string[];
	onClose: () => void;
}) {
	const { timeZone } = useWorkspace();
	const [source, setSource] = useState(knownSources[0] ?? "");
	const [day, setDay] = useState(() => formatDay(localDayNumber(Date.now(), timeZone) - 1));
	const [typed, setTyped] = useState<Partial<Record<Measure, string>>>({});
	const [wasTried, setTried] = useState(false);
	const [file, setFile] = useState<Chosen | null>(null);
	const set = useSetDaily();
	const store = useImportDaily();
	const preview = useMutation({
		mutationFn: ({ text, mapping }: { text: string; mapping?: DraftDailyMapping }) =>
			previewDaily({
				params: { campaignId, kind },
				// A file can be looked at before its platform is named.
				body: { source: kind === "platform" ? source || "?" : "", text, ...(mapping ? { mapping } : {}) },
			}),
	});
	const found = preview.data;
	const problemOf = (measure: Measure) => amountProblem(typed[measure] ?? "", measure);
	const needsSource = kind === "platform" && source.trim() === "";
	const done = (text: string) => {
		toast.success(text);
		onClose();
	};
	const submit = () => {
		setTried(true);
		if (needsSource) return;
		if (file) {
			if (!found || !isReady(found)) return;
			store.mutate(
				{ params: { campaignId, kind }, body: { source, ...file, mapping: found.mapping } },
				{ onSuccess: () => done(`${file.fileName} is imported`) },
			);
			return;
		}
		const figures: Figures = {};
		for (const measure of measuresOf[kind]) {
			const value = readTypedNumber(typed[measure] ?? "");
			if (value !== null) figures[measure] = value;
		}
		const [first] = measuresOf[kind];
		if (first === undefined || figures[first] === undefined || measuresOf[kind].some((one) => problemOf(one)))
			return;
		set.mutate(
			{ params: { campaignId, kind }, body: { source, days: [{ day, figures }] } },
			{ onSuccess: () => done(`${formatStoredDate(day)} is saved`) },
		);
	};
	const error = file ? (store.error ?? preview.error) : set.error;
	return (
		<FormDialog
			open
			onClose={onClose}
			{...words[kind]}
			failure={{ title: words[kind].failure, error }}
			submitLabel={file ? "Import file" : "Save day"}
			isPending={set.isPending || store.isPending}
			isReady={!file || (found !== undefined && isReady(found))}
			className="max-h-[90dvh] overflow-y-auto"
			onSubmit={submit}
		>
			{kind === "platform" && (
				<Field
					label="Ad platform"
					error={(wasTried && needsSource ? "Name the ad platform." : undefined) ?? issueOf(error, "source")}
				>
					<Input
						value={source}
						maxLength={50}
						placeholder="Meta"
						onChange={(event) => setSource(event.target.value)}
						// What a file changes depends on whose totals are there already.
						onBlur={() =>
							file && preview.mutate({ text: file.text, ...(found && { mapping: found.mapping }) })
						}
					/>
				</Field>
			)}
			{!file && (
				<div className="grid items-start gap-4 sm:grid-cols-2">
					<DateField label="Day" value={day} error={issueOf(error, "days.0.day")} onChange={setDay} />
					{measuresOf[kind].map((measure) => (
						<AmountField
							key={measure}
							label={`${measureLabels[measure]}${measure !== "conversions" && currency ? `, ${currency}` : ""}${measure === "value" ? " (optional)" : ""}`}
							value={typed[measure] ?? ""}
							error={
								(wasTried ? problemOf(measure) : undefined) ?? issueOf(error, `days.0.figures.${measure}`)
							}
							problemOf={() => problemOf(measure)}
							onChange={(text) => setTyped((now) => ({ ...now, [measure]: text }))}
						/>
					))}
				</div>
			)}
			<div className="grid gap-2">
				<div className="flex flex-wrap items-center gap-3">
					<ChooseFile
						label="CSV with a row per day"
						isPending={preview.isPending}
						onFile={async (chosen) => {
							const text = await readText(chosen);
							setFile({ fileName: chosen.name, text });
							store.reset();
							preview.mutate({ text });
						}}
					/>
					<span className="wrap-anywhere text-muted-foreground text-sm">
						{file ? file.fileName : "CSV of days, up to 5,000 rows."}
					</span>
				</div>
			</div>
			{file && found && (
				<>
					<DailyMapping
						kind={kind}
						preview={found}
						onChange={(mapping) => preview.mutate({ text: file.text, mapping })}
					/>
					<Effect kind={kind} preview={found} currency={currency} />
				</>
			)}
		</FormDialog>
	);
}

function isReady({ missing, repeated, days }: DailyPreview): boolean {
	return missing.length === 0 && repeated.length === 0 && days > 0;
}

function amountProblem(text: string, measure: Measure): string | undefined {
	if (text.trim() === "") return measure === "value" ? undefined : "Write a number";
	const value = readTypedNumber(text);
	if (value === null) return unreadText(text);
	return measure === "conversions" && value < 0 ? "A number of 0 or more." : undefined;
}

/** A file's text. Spreadsheets also save UTF-16, which begins with a mark. */
async function readText(file: File): Promise<string> {
	const bytes = new Uint8Array(await file.arrayBuffer());
	const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
	return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8").decode(bytes);
}

const NAMED = 5;

/** What importing would change, and what it would leave out. */
function Effect({ kind, preview, currency }: { kind: DailyKind; preview: DailyPreview; currency: string }) {
	const { missing, repeated, changes, changed, days, refusedRows, refused, before, after } = preview;
	if (missing.length > 0)
		return (
			<ul className="grid gap-1 text-sm" role="status">
				{missing.map((one) => (
					<li key={one}>{one}</li>
				))}
			</ul>
		);
	const revised = changes.filter(({ before: was }) => was !== null);
	return (
		<div className="grid gap-2 text-sm" role="status">
			{repeated.length > 0 && (
				<p className="text-destructive">
					{formatStoredDate(repeated[0] ?? "")}
					{repeated.length > 1 ? ` and ${formatCount(repeated.length - 1)} other days are` : " is"} in the
					file more than once. Choose the column that tells the rows apart, or add them together.
				</p>
			)}
			<p>
				{formatCount(days)} {days === 1 ? "day" : "days"}, {formatCount(changed)}{" "}
				{changed === 1 ? "change" : "changes"}. Total: {figuresText(kind, after, currency) || "nothing"}
				{changed > 0 && Object.keys(before).length > 0 && `, was ${figuresText(kind, before, currency)}`}.
			</p>
			{revised.length > 0 && (
				<ul className="grid gap-0.5 text-muted-foreground">
					{revised.slice(0, NAMED).map(({ day, before: was, after: is }) => (
						<li key={day}>
							{formatStoredDate(day)}: {figuresText(kind, was, currency)} becomes{" "}
							{figuresText(kind, is, currency)}
						</li>
					))}
				</ul>
			)}
			{refused > 0 && (
				<div>
					<p>
						{formatCount(refused)} {refused === 1 ? "row is" : "rows are"} not counted:
					</p>
					<ul className="grid gap-0.5 text-muted-foreground">
						{refusedRows.slice(0, NAMED).map(({ line, column, reason }) => (
							<li key={line}>
								Line {line}
								{column && `, ${column}`}: {reason}
							</li>
						))}
						{refused > NAMED && (
							<li>and {formatCount(refused - NAMED)} more, to download after the import</li>
						)}
					</ul>
				</div>
			)}
		</div>
	);
}
