"use client";

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { ApiError } from "@/components/shell/api-error";
import { callApi } from "@/components/shell/call-api";
import { ErrorNotice } from "@/components/shell/error-notice";
import { importsQueries } from "@/components/sources/api";
import { ColumnsCard } from "@/components/sources/columns-card";
import { ConsentQuestion } from "@/components/sources/consent-question";
import { FileSettings } from "@/components/sources/file-settings";
import { ImportConfirmation } from "@/components/sources/import-confirmation";
import { PreviewRows } from "@/components/sources/preview-rows";
import { questionWords } from "@/components/sources/role-choices";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { FieldError } from "@/components/ui/field";
import { formatCount } from "@/components/ui/format-number";
import { Skeleton } from "@/components/ui/skeleton";
import { importsApi } from "@/lib/sources/api";
import type { ImportView } from "@/lib/sources/files/import-contracts";
import {
	type DraftMapping,
	type FileFormat,
	type ImportConsent,
	importConsent,
	importMapping,
} from "@/lib/sources/files/import-mapping";

/** Second step of an import: what each column becomes, what that does to the first rows, and the consent. */
export function MapImport({ row }: { row: ImportView }) {
	const client = useQueryClient();
	const [kind, setKind] = useState<"people" | "events">(row.kind === "events" ? "events" : "people");
	const [file, setFile] = useState<Partial<FileFormat>>({});
	const [mapping, setMapping] = useState<DraftMapping | null>(null);
	const [answered, setAnswered] = useState<ReadonlySet<number>>(new Set());
	const [consent, setConsent] = useState<ImportConsent | null>(null);
	const [isAsked, setAsked] = useState(false);
	const [isConfirming, setConfirming] = useState(false);
	const inspection = useQuery(importsQueries.inspection(row.id, kind, file));
	const guessed = inspection.data?.mapping;
	useEffect(() => {
		if (!guessed) return;
		setMapping(guessed);
		setAnswered(new Set());
	}, [guessed]);

	const checked = useMemo(() => (mapping ? importMapping.safeParse(mapping) : null), [mapping]);
	const issues = checked && !checked.success ? checked.error.issues : [];
	const issueAt = (path: string) => issues.find((issue) => issue.path.join(".") === path)?.message;
	const checkedConsent = consent ? importConsent.safeParse(consent) : null;
	const consentIssues = checkedConsent && !checkedConsent.success ? checkedConsent.error.issues : [];
	const consentIssue = (path: string) =>
		isAsked ? consentIssues.find((issue) => issue.path[0] === path)?.message : undefined;

	const preview = useQuery({
		queryKey: ["imports", "preview", row.id, mapping],
		queryFn: ({ signal }) => {
			if (!checked?.success) throw new Error("Not ready");
			return callApi(importsApi.preview, {
				params: { importId: row.id },
				body: { mapping: checked.data },
				signal,
			});
		},
		enabled: checked?.success === true,
		placeholderData: keepPreviousData,
		retry: false,
	});
	const start = useMutation({
		mutationFn: () => {
			if (!checked?.success || !checkedConsent?.success) throw new Error("Not ready");
			return callApi(importsApi.start, {
				params: { importId: row.id },
				body: { mapping: checked.data, consent: checkedConsent.data },
			});
		},
		onSuccess: (started) => {
			client.setQueryData(importsQueries.detail(row.id).queryKey, started);
			return client.invalidateQueries({ queryKey: ["imports", "list"] });
		},
	});

	const question = useRef<HTMLDivElement>(null);
	const showQuestion = () => {
		question.current?.scrollIntoView({ block: "center" });
		question.current
			?.querySelector<HTMLElement>("[role=radio], input, textarea")
			?.focus({ preventScroll: true });
	};

	if (inspection.error) {
		const shown = { delimiter: ",", encoding: "utf-8", hasHeader: true, ...file } as const;
		return (
			<div className="grid grid-cols-[minmax(0,1fr)] gap-5">
				<ErrorNotice title="The file cannot be read" error={inspection.error} onRetry={inspection.refetch} />
				<FileSettings
					kind={kind}
					file={shown}
					zone={null}
					onKind={setKind}
					onFile={(next) => setFile({ ...file, ...next })}
					onZone={() => {}}
					zoneError={undefined}
				/>
			</div>
		);
	}
	if (!mapping || !inspection.data) return <Skeleton className="h-96 w-full" />;
	const { columns, estimatedRows, questions } = inspection.data;
	const open = new Map(
		questions.filter(({ column }) => !answered.has(column)).map(({ column, about }) => [column, about]),
	);
	const mustAnswer = [...open.values()].some((about) => questionWords[about].agree !== null);
	const isReady = checked?.success === true && checkedConsent?.success === true && !mustAnswer;

	return (
		// The bar must not cover the focused element.
		<div className="grid grid-cols-[minmax(0,1fr)] gap-5 [&_*]:scroll-mb-24">
			<FileSettings
				kind={kind}
				file={mapping.file}
				zone={mapping.zone}
				onKind={setKind}
				onFile={(next) => setFile({ ...mapping.file, ...next })}
				onZone={(zone) => setMapping({ ...mapping, zone })}
				zoneError={issueAt("zone")}
			/>
			<div ref={question}>
				<Card>
					<CardHeader className="pb-3">
						<CardTitle>Did these people agree to hear from you?</CardTitle>
						<CardDescription>
							Without consent, no one is sent anywhere. Your answer is recorded with your name and the time.
						</CardDescription>
					</CardHeader>
					<CardContent>
						<ConsentQuestion
							columns={columns}
							consent={consent}
							errors={{
								purposes: consentIssue("purposes"),
								statement: consentIssue("statement"),
								yes: consentIssue("yes"),
							}}
							onChange={setConsent}
						/>
						{isAsked && !consent && <FieldError className="mt-3">Choose an answer first.</FieldError>}
					</CardContent>
				</Card>
			</div>
			<ColumnsCard
				mapping={mapping}
				inspection={inspection.data}
				open={open}
				issueAt={issueAt}
				onChange={setMapping}
				onAnswer={(column) => setAnswered(new Set([...answered, column]))}
			/>
			<Card>
				<CardHeader className="pb-3">
					<CardTitle>Preview of the first rows</CardTitle>
					<CardDescription>Nothing is stored yet. Times are shown in UTC.</CardDescription>
				</CardHeader>
				{preview.error ? (
					<CardContent>
						<ErrorNotice title="The preview failed" error={preview.error} onRetry={preview.refetch} />
					</CardContent>
				) : preview.data ? (
					<PreviewRows preview={preview.data} isStale={preview.isPlaceholderData || !checked?.success} />
				) : (
					<CardContent>
						<Skeleton className="h-40 w-full" />
					</CardContent>
				)}
			</Card>
			{start.error && (
				<ErrorNotice
					title="The import was not started"
					error={start.error instanceof ApiError ? start.error : new Error("Try again.")}
				/>
			)}
			<div className="sticky bottom-0 z-20 flex flex-wrap items-center gap-3 rounded-t-lg border border-border border-b-0 bg-card p-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] shadow-lg sm:px-5">
				<Button
					isPending={start.isPending}
					disabled={!checked?.success || mustAnswer}
					onClick={() => {
						setAsked(true);
						if (isReady) setConfirming(true);
						else showQuestion();
					}}
				>
					Import about {formatCount(estimatedRows)} rows
				</Button>
				{!checked?.success ? (
					<p className="text-muted-foreground text-sm">Complete the highlighted fields first.</p>
				) : (
					mustAnswer && (
						<p className="text-muted-foreground text-sm">Answer what is marked “Check” above first.</p>
					)
				)}
			</div>
			<ImportConfirmation
				open={isConfirming}
				onOpenChange={setConfirming}
				fileName={row.fileName}
				kind={kind}
				estimatedRows={estimatedRows}
				consent={consent}
				onConfirm={() => start.mutateAsync()}
			/>
		</div>
	);
}
