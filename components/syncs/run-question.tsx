"use client";

import { showError } from "@/components/shell/show-error";
import { useCan } from "@/components/shell/workspace-context";
import { useConfirmRun } from "@/components/syncs/api";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { formatCount, formatPeople } from "@/components/ui/format-number";
import { RelativeTime } from "@/components/ui/relative-time";
import type { RunQuestion as Question, SyncDetail } from "@/lib/syncs/contracts";

function percentOf(part: number, whole: number): string {
	return whole === 0 ? "" : ` (${Math.round((part / whole) * 100)}%)`;
}

/** What the next run would do, in one sentence. */
function change({ delivered, entering, leaving }: Question, destination: string): string {
	const there = `the ${formatPeople(delivered)} at ${destination}`;
	const parts = [
		leaving > 0 ? `remove ${formatCount(leaving)} of ${there}${percentOf(leaving, delivered)}` : null,
		entering > 0
			? `add ${formatPeople(entering)}${leaving > 0 ? "" : ` to ${there}`}${percentOf(entering, delivered)}`
			: null,
	].filter((part) => part !== null);
	return parts.join(" and ");
}

function answer({ kind, entering, leaving }: Question, destination: string): string {
	if (kind === "first_run") return `Send ${formatPeople(entering)} to ${destination}`;
	if (entering > 0 && leaving > 0) return `Add ${formatCount(entering)} and remove ${formatCount(leaving)}`;
	return leaving > 0 ? `Remove ${formatPeople(leaving)}` : `Add ${formatPeople(entering)}`;
}

/** A run that sent nothing because someone must agree first, and the button that does. */
export function RunQuestion({ sync }: { sync: SyncDetail }) {
	const mayWrite = useCan("syncs.write");
	const confirm = useConfirmRun();
	const { question, guards } = sync;
	if (sync.status !== "needs_confirmation" && question === null) return null;
	const destination = sync.destination.name;
	const send = (runId: string) =>
		confirm
			.mutateAsync({ params: { syncId: sync.id, runId } })
			.catch((error: unknown) => showError("The run was not confirmed", error));
	return (
		<Alert variant="warning">
			<AlertTitle>
				{question?.kind === "first_run" ? "Confirm the first run" : "Confirm this change before it is sent"}
			</AlertTitle>
			<AlertDescription className="grid gap-3">
				{question === null ? (
					<p>
						A run would change more people than usual. It is waiting for confirmation by someone with access
						to people.
					</p>
				) : question.kind === "first_run" ? (
					<p>
						It would send {formatPeople(question.entering)} to {destination}. Nothing has been sent yet.
					</p>
				) : (
					<p>
						The run <RelativeTime at={question.askedAt} /> would {change(question, destination)}. Above{" "}
						{guards.changePercent ?? 100}% this sync asks first, so nothing of the change was sent. If the
						segment changes back, the sync continues automatically.
					</p>
				)}
				{question && mayWrite && sync.status !== "paused" && (
					<div>
						<Button
							className="h-auto min-h-9 whitespace-normal py-1.5"
							isPending={confirm.isPending}
							onClick={() => void send(question.runId)}
						>
							{answer(question, destination)}
						</Button>
					</div>
				)}
			</AlertDescription>
		</Alert>
	);
}
