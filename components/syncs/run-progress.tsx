"use client";

import { showError } from "@/components/shell/show-error";
import { useCan } from "@/components/shell/workspace-context";
import { useCancelRun } from "@/components/syncs/api";
import { Button } from "@/components/ui/button";
import { Card, CardContent } from "@/components/ui/card";
import { formatCount, formatNumber } from "@/components/ui/format-number";
import { formatDuration } from "@/components/ui/format-time";
import { Progress } from "@/components/ui/progress";
import type { RunProgress as RunProgressCounts, RunView } from "@/lib/syncs/contracts";
import { runRate } from "@/lib/syncs/run-rate";

function sentence(run: RunView): string {
	if (run.status === "queued" && run.error)
		return `The last attempt was interrupted. ${run.error.message} It is retried within a minute.`;
	if (run.status === "queued") return "Waiting to start.";
	if (run.status === "cancelling") return "Stopping after the current request.";
	const { progress } = run;
	if (!progress) return "Starting.";
	switch (progress.phase) {
		case "planning":
			return progress.done > 0 ? `Planning: ${formatCount(progress.done)} people checked.` : "Planning.";
		case "removing":
			return `Removing ${formatCount(progress.done)} of ${formatCount(progress.total)} identifiers.${rateText(progress)}`;
		case "adding":
			return `Sending ${formatCount(progress.done)} of ${formatCount(progress.total)} identifiers.${rateText(progress)}`;
		case "finishing":
			return "Reading the result from the destination.";
	}
}

/** " 1,200 a second, about 3 min left."; nothing while that cannot be told. */
function rateText(progress: RunProgressCounts): string {
	const rate = runRate(progress);
	if (!rate) return "";
	const speed =
		rate.perSecond < 10 ? formatNumber(rate.perSecond, 1) : formatCount(Math.round(rate.perSecond));
	return ` ${speed} a second${rate.leftMs > 0 ? `, about ${formatDuration(rate.leftMs)} left` : ""}.`;
}

/** A run in progress: how far it is, and a cancel button. It continues when the page closes. */
export function RunProgress({ run }: { run: RunView }) {
	const mayCancel = useCan("syncs.write");
	const cancel = useCancelRun();
	const { progress } = run;
	const share = progress && progress.total > 0 ? (progress.done / progress.total) * 100 : null;
	return (
		<Card>
			<CardContent className="grid gap-3 p-4">
				<div className="flex flex-wrap items-center justify-between gap-3">
					<p className="text-sm" aria-live="polite">
						{sentence(run)} <span className="text-muted-foreground">It goes on if you leave this page.</span>
					</p>
					{mayCancel && run.status !== "cancelling" && (
						<Button
							variant="outline"
							size="sm"
							isPending={cancel.isPending}
							onClick={() =>
								cancel
									.mutateAsync({ params: { syncId: run.syncId, runId: run.id } })
									.catch((error: unknown) => showError("The run could not be canceled", error))
							}
						>
							Cancel
						</Button>
					)}
				</div>
				<Progress value={share} label="Progress of the run" />
			</CardContent>
		</Card>
	);
}
