"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Ban } from "lucide-react";
import { useState } from "react";
import { suppressionsQuery, useRemoveSuppression } from "@/components/consent/api";
import { purposeText, reasonLabels } from "@/components/consent/suppression-words";
import { ConfirmAction } from "@/components/shell/confirm-action";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useCan } from "@/components/shell/workspace-context";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Choice } from "@/components/ui/choose/choice";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { RelativeTime } from "@/components/ui/relative-time";
import { ShowMore } from "@/components/ui/show-more";
import { Skeleton } from "@/components/ui/skeleton";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { type Suppression, type SuppressionReason, suppressionReasons } from "@/lib/consent/suppressions";

/** What is never sent to any destination, newest first: look one up, or take one off. */
export function SuppressionsTab() {
	const [search, setSearch] = useState("");
	const [reason, setReason] = useState<SuppressionReason | "">("");
	const list = useInfiniteQuery({
		...suppressionsQuery(search.trim(), reason),
		placeholderData: keepPreviousData,
	});
	const rows = list.data?.pages.flatMap((page) => page.items);
	const isNarrowed = search.trim() !== "" || reason !== "";
	return (
		<div className="grid gap-4">
			<div className="flex flex-wrap gap-2">
				<Input
					type="search"
					aria-label="Look up an identifier"
					placeholder="Whole address, number or customer ID"
					className="w-full sm:w-80"
					value={search}
					onChange={({ target }) => setSearch(target.value)}
				/>
				<Choice
					aria-label="Why"
					className="w-full sm:w-48"
					value={reason}
					onChange={setReason}
					none="Any reason"
					options={suppressionReasons.map((value) => ({ value, label: reasonLabels[value] }))}
				/>
			</div>
			{list.error && !rows ? (
				<ErrorNotice error={list.error} onRetry={list.refetch} />
			) : !rows ? (
				<Skeleton className="h-64" />
			) : rows.length === 0 ? (
				<Card>
					{isNarrowed ? (
						<EmptyState
							icon={Ban}
							title="Not on the list"
							description="Only hashes are kept, so look up the whole address, number or customer ID."
						/>
					) : (
						<EmptyState
							icon={Ban}
							title="No one is suppressed"
							description="Addresses that bounced, complained or unsubscribed elsewhere belong here. What is on this list is never sent to any destination, whoever has it."
						/>
					)}
				</Card>
			) : (
				<Card className="overflow-hidden" aria-busy={list.isPlaceholderData}>
					<SuppressionTable rows={rows} />
				</Card>
			)}
			<ShowMore list={list} />
		</div>
	);
}

function SuppressionTable({ rows }: { rows: readonly Suppression[] }) {
	const mayRemove = useCan("settings.write");
	const [leaving, setLeaving] = useState<Suppression | null>(null);
	const remove = useRemoveSuppression();
	return (
		<>
			<Table>
				<caption className="sr-only">Suppression list</caption>
				<TableHeader>
					<TableRow>
						<TableHead>Identifier</TableHead>
						<TableHead>Why</TableHead>
						<TableHead className="max-sm:hidden">Kept from</TableHead>
						<TableHead className="max-md:hidden">Added</TableHead>
						{mayRemove && (
							<TableHead className="text-right">
								<span className="sr-only">Take off the list</span>
							</TableHead>
						)}
					</TableRow>
				</TableHeader>
				<TableBody>
					{rows.map((row) => (
						<TableRow key={row.id}>
							<TableCell className="break-all font-medium">{row.hint || "Of someone erased"}</TableCell>
							<TableCell>
								{reasonLabels[row.reason]}
								<div className="text-muted-foreground text-xs sm:hidden">{purposeText(row.purpose)}</div>
							</TableCell>
							<TableCell className="max-sm:hidden">{purposeText(row.purpose)}</TableCell>
							<TableCell className="text-muted-foreground max-md:hidden">
								<RelativeTime at={row.addedAt} /> by {row.addedBy}
							</TableCell>
							{mayRemove && (
								<TableCell className="text-right">
									<Button
										variant="outline"
										size="sm"
										aria-label={`Remove ${row.hint || "the identifier of someone erased"}`}
										onClick={() => setLeaving(row)}
									>
										Remove
									</Button>
								</TableCell>
							)}
						</TableRow>
					))}
				</TableBody>
			</Table>
			{leaving && (
				<ConfirmAction
					open
					onOpenChange={(open) => !open && setLeaving(null)}
					title={`Take ${leaving.hint || "this identifier"} off the list?`}
					description="Whoever has it is sent again with the next runs, where they agreed to it. Other entries for the same identifier stay."
					confirmLabel="Take off the list"
					failTitle="Not taken off"
					onConfirm={() => remove.mutateAsync(leaving.id)}
				/>
			)}
		</>
	);
}
