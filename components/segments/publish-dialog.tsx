"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { insightsQueries } from "@/components/segments/insights-queries";
import { PublishDiff } from "@/components/segments/publish-diff";
import { ApiError } from "@/components/shell/api-error";
import { ErrorNotice } from "@/components/shell/error-notice";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import {
	Dialog,
	DialogContent,
	DialogDescription,
	DialogFooter,
	DialogHeader,
	DialogTitle,
} from "@/components/ui/dialog";
import { Label } from "@/components/ui/label";
import { AsOf } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import type { SegmentRule } from "@/lib/rules/rule";
import type { SegmentDetail } from "@/lib/segments/contracts";

type Props = {
	segment: SegmentDetail;
	rule: SegmentRule;
	/** Saves; rejects with the server's message. */
	onSave: (options: { confirmGolden: boolean }) => Promise<unknown>;
	onClose: () => void;
};

/** The effect of saving a changed rule, before saving: who enters and leaves, and what uses the segment. */
export function PublishDialog({ segment, rule, onSave, onClose }: Props) {
	const diff = useQuery(insightsQueries.compare(segment.id, rule));
	const [hasRead, setRead] = useState(false);
	const save = useMutation({ mutationFn: onSave, onSuccess: onClose });
	const broken = goldenIssues(save.error);
	return (
		<Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
			<DialogContent className="max-w-2xl">
				<DialogHeader>
					<DialogTitle>Save version {segment.version + 1}?</DialogTitle>
					<DialogDescription>
						{diff.data ? (
							<>
								Compared with the live version · <AsOf at={diff.data.asOf} />
							</>
						) : (
							"Comparing with the live version"
						)}
					</DialogDescription>
				</DialogHeader>
				{diff.error ? (
					<ErrorNotice title="The change could not be counted" error={diff.error} onRetry={diff.refetch} />
				) : diff.data ? (
					<PublishDiff diff={diff.data} />
				) : (
					<div role="status" aria-label="Comparing" className="grid gap-3">
						<Skeleton className="h-16" />
						<Skeleton className="h-24" />
					</div>
				)}
				{broken.length > 0 ? (
					<Alert variant="warning">
						<AlertTitle>Test profiles fail</AlertTitle>
						<AlertDescription>
							<ul className="grid list-disc gap-1 pl-4">
								{broken.map(({ path, message }) => (
									<li key={path}>{message}</li>
								))}
							</ul>
							<Label className="mt-2 flex min-h-6 items-center gap-2">
								<Checkbox checked={hasRead} onCheckedChange={(checked) => setRead(checked === true)} />I
								understand. Save anyway
							</Label>
						</AlertDescription>
					</Alert>
				) : (
					save.error && <ErrorNotice title="The rule was not saved" error={save.error} />
				)}
				<DialogFooter>
					<Button variant="outline" onClick={onClose}>
						Keep editing
					</Button>
					<Button
						shortcut="save submit"
						disabled={diff.isPending || (broken.length > 0 && !hasRead)}
						isPending={save.isPending}
						onClick={() => save.mutate({ confirmGolden: broken.length > 0 })}
					>
						Save version {segment.version + 1}
					</Button>
				</DialogFooter>
			</DialogContent>
		</Dialog>
	);
}

/** The server's message about golden people, if that is why it refused. */
function goldenIssues(error: unknown) {
	return error instanceof ApiError && error.code === "conflict"
		? error.issues.filter(({ path }) => path.startsWith("golden."))
		: [];
}
