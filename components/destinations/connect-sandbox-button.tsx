"use client";

import { useQuery } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { destinationsQueries, useConnectDestination } from "@/components/destinations/api";
import { showError } from "@/components/shell/show-error";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";

/** Connects a sandbox account with one click, preferably an ad network. Hidden if no sandbox is running. */
export function ConnectSandboxButton({ onConnected }: { onConnected: (destinationId: string) => unknown }) {
	const { data } = useQuery(destinationsQueries.networks());
	const connect = useConnectDestination();
	// Where someone must give access first, one click is not enough.
	const playable =
		data?.items.filter(({ sandboxValues, auth }) => sandboxValues !== null && auth !== "oauth2") ?? [];
	const network = playable.find(({ category }) => category === "Advertising") ?? playable[0];
	if (!network?.sandboxValues) return null;
	const values = network.sandboxValues;
	return (
		<Button
			variant="outline"
			size="sm"
			isPending={connect.isPending}
			onClick={async () => {
				try {
					const made = await connect.mutateAsync({
						body: { network: network.slug, name: `${network.name} (sandbox)`, values },
					});
					await onConnected(made.id);
					toast.success(`${made.name} is connected`);
				} catch (error) {
					showError("The sandbox was not connected", error);
				}
			}}
		>
			<FlaskConical aria-hidden="true" />
			Use the {network.name} sandbox
		</Button>
	);
}
