"use client";

import Link from "next/link";
import { showError } from "@/components/shell/show-error";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { useCan } from "@/components/shell/workspace-context";
import { useUpdateSync } from "@/components/syncs/api";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { NextTry } from "@/components/ui/next-try";
import { toast } from "@/components/ui/toast";
import type { SyncDetail } from "@/lib/syncs/contracts";

/** Why a sync does not deliver, what that means for its audience, and the fix where one click is one. */
export function FailingAlert({ sync }: { sync: SyncDetail }) {
	const mayWrite = useCan("syncs.write");
	const isBlocked = sync.blockedBy === "currencies";
	return (
		<Alert variant="destructive">
			<AlertTitle>{isBlocked ? "This sync adds no one" : "This sync is not delivering"}</AlertTitle>
			<AlertDescription>
				<p>
					{sync.statusReason ?? "The last run failed."}
					{!isBlocked && ` The audience at ${sync.destination.name} stays as it was until this is fixed.`}
					{sync.nextRunAt && (
						<>
							{" "}
							<NextTry at={sync.nextRunAt} />
						</>
					)}
				</p>
				{isBlocked && mayWrite && <ShareCurrencyButton sync={sync} />}
				{!isBlocked && sync.connectionFix && <FixConnection sync={sync} fix={sync.connectionFix} />}
			</AlertDescription>
		</Alert>
	);
}

/** The way to where the connection is mended, for whoever may. */
function FixConnection({ sync, fix }: { sync: SyncDetail; fix: NonNullable<SyncDetail["connectionFix"]> }) {
	const slug = useWorkspaceSlug();
	const mayFix = useCan("destinations.write");
	if (!mayFix) return <p>An admin can fix the connection.</p>;
	const href = `/${slug}/destinations/${sync.destination.id}${fix === "change" ? "?change=connection" : ""}`;
	return (
		<Button size="sm" className="mt-2 no-underline!" asChild>
			<Link href={href}>{fix === "change" ? "Fix the connection" : "Reconnect"}</Link>
		</Button>
	);
}

function ShareCurrencyButton({ sync }: { sync: SyncDetail }) {
	const update = useUpdateSync();
	const confirm = () =>
		update
			.mutateAsync({ params: { syncId: sync.id }, body: { valuesShareCurrency: true } })
			.then(() => toast.success("The next run sends the values as they are."))
			.catch((error: unknown) => showError("The sync was not changed", error));
	return (
		<Button size="sm" className="mt-2" isPending={update.isPending} onClick={() => void confirm()}>
			All values are in one currency
		</Button>
	);
}
