"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { destinationsQueries, useUpdateDestination } from "@/components/destinations/api";
import { ConnectionFields } from "@/components/destinations/connection-fields";
import { TestOutcome } from "@/components/destinations/test-outcome";
import { useConnectionForm } from "@/components/destinations/use-connection-form";
import { ApiError } from "@/components/shell/api-error";
import { FormDialog } from "@/components/shell/form-dialog";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import type { DestinationView } from "@/lib/destinations/contracts";
import { pluralText } from "@/lib/kernel/number-text";

function startOverLabel(owed: number): string {
	return owed > 0
		? `Give up ${pluralText(owed, "removal", "removals")} and start over there`
		: "Start over there";
}

/** Changes name, settings or secrets of a connected account. */
export function EditConnectionDialog({
	destination,
	open,
	onOpenChange,
}: {
	destination: DestinationView;
	open: boolean;
	onOpenChange: (open: boolean) => void;
}) {
	const { data } = useQuery(destinationsQueries.networks());
	const network = data?.items.find((one) => one.slug === destination.network);
	const [name, setName] = useState(destination.name);
	const form = useConnectionForm(destination.settings);
	const update = useUpdateDestination();
	/** Why this is another place, once the server has asked; of the values as they were then. */
	const [question, setQuestion] = useState<string | null>(null);
	// How many people are still to be removed from the old place: starting over gives them up.
	const {
		data: owed,
		isPending: isCounting,
		refetch,
	} = useQuery({
		...destinationsQueries.owedRemovals(destination.id),
		enabled: question !== null,
	});
	if (!network) return null;
	const submit = () =>
		form.attempt(async () => {
			try {
				await update.mutateAsync({
					params: { destinationId: destination.id },
					body: {
						name,
						values: form.values,
						...(question ? { startsOver: true } : {}),
						...(question && owed?.people ? { givesUpRemovals: owed.people } : {}),
					},
				});
			} catch (error) {
				if (!(error instanceof ApiError && error.issueAt("startsOver"))) throw error;
				setQuestion(error.message);
				// What is asked may have changed meanwhile.
				if (question) await refetch();
				return;
			}
			toast.success("The connection was changed");
			onOpenChange(false);
		});
	return (
		<FormDialog
			open={open}
			onClose={() => onOpenChange(false)}
			title="Change the connection"
			description="Secrets are never shown. Leave one empty to keep it, unless you change the address it is sent to."
			submitLabel={question ? startOverLabel(owed?.people ?? 0) : "Save"}
			isPending={update.isPending}
			isReady={question === null || !isCounting}
			secondary={
				question ? (
					<Button variant="outline" onClick={() => onOpenChange(false)}>
						Keep the old one
					</Button>
				) : (
					<Button
						variant="outline"
						isPending={form.isTesting}
						onClick={() =>
							void form.runTest({ network: network.slug, values: form.values, destinationId: destination.id })
						}
					>
						Test connection
					</Button>
				)
			}
			className="max-w-xl"
			onSubmit={() => void submit()}
		>
			<Field label="Name" error={form.errors.name}>
				<Input value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
			</Field>
			<ConnectionFields
				network={network}
				values={form.values}
				errors={form.errors}
				storedSecrets={destination.storedSecrets}
				onChange={(field, value) => {
					form.change(field, value);
					setQuestion(null);
				}}
			/>
			{question && (
				<Alert variant="warning">
					<AlertTitle>Start over at another place?</AlertTitle>
					<AlertDescription>{question}</AlertDescription>
				</Alert>
			)}
			{form.outcome && <TestOutcome result={form.outcome} />}
		</FormDialog>
	);
}
