"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { destinationsQueries, useArchiveDestination } from "@/components/destinations/api";
import { ConfirmAction } from "@/components/shell/confirm-action";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { toast } from "@/components/ui/toast";
import type { DestinationView } from "@/lib/destinations/contracts";
import { type OwedRemovals, owedSubject } from "@/lib/destinations/owed-removals";
import { pluralText } from "@/lib/kernel/number-text";

/** Disconnecting a destination, with what becomes of people who are still to be removed from it. */
export function DisconnectDialog({
	destination: { id: destinationId, name },
	open,
	onOpenChange,
}: {
	destination: DestinationView;
	open: boolean;
	onOpenChange: (open: boolean) => void;
}) {
	const slug = useWorkspaceSlug();
	const router = useRouter();
	const archive = useArchiveDestination();
	const { data, refetch } = useQuery({ ...destinationsQueries.owedRemovals(destinationId), enabled: open });
	const owed = data && data.people > 0 ? data : null;
	return (
		<ConfirmAction
			open={open}
			onOpenChange={onOpenChange}
			title={`Disconnect ${name}?`}
			description="Muster deletes the stored secrets. Audiences at the destination stay as they are. Archive the syncs that deliver here first."
			confirmLabel={
				owed ? `Give up ${pluralText(owed.people, "removal", "removals")} and disconnect` : "Disconnect"
			}
			variant="destructive"
			failTitle="It could not be disconnected"
			onConfirm={async () => {
				try {
					await archive.mutateAsync({
						params: { destinationId },
						query: owed ? { givesUpRemovals: owed.people } : {},
					});
				} catch (error) {
					// What is asked may have changed meanwhile.
					await refetch();
					throw error;
				}
				toast.success(`${name} was disconnected`);
				router.push(`/${slug}/destinations`);
			}}
		>
			{owed && <OwedAlert name={name} owed={owed} />}
		</ConfirmAction>
	);
}

function OwedAlert({ name, owed }: { name: string; owed: OwedRemovals }) {
	const isOne = owed.people === 1;
	return (
		<Alert variant="warning">
			<AlertTitle>
				{isOne ? "One person" : `${pluralText(owed.people, "person", "people")}`} must still be removed
			</AlertTitle>
			<AlertDescription className="grid gap-2">
				<p>
					{owedSubject(owed)} not been removed from {name} yet. Muster keeps trying while it is connected, so
					wait if it can still be reached.
				</p>
				<p>
					If the account is gone, you can give {isOne ? "this removal" : "these removals"} up. What {name}{" "}
					holds of {isOne ? "this person" : "these people"} then stays there: Muster can no longer remove it,
					and {isOne ? "the receipt says" : "their receipts say"} so. This cannot be undone.
				</p>
			</AlertDescription>
		</Alert>
	);
}
