"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { destinationsQueries, useTestValues, useUpdateDestination } from "@/components/destinations/api";
import { ConnectionFields, errorsByField } from "@/components/destinations/connection-fields";
import { TestOutcome } from "@/components/destinations/test-outcome";
import { ApiError } from "@/components/shell/api-error";
import { FormDialog } from "@/components/shell/form-dialog";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import type { DestinationView, TestResult } from "@/lib/destinations/contracts";

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
	const [values, setValues] = useState<Record<string, string>>(destination.settings);
	const [errors, setErrors] = useState<Record<string, string>>({});
	const [outcome, setOutcome] = useState<TestResult | null>(null);
	const test = useTestValues();
	const update = useUpdateDestination();
	if (!network) return null;
	const fail = (error: unknown) => {
		setErrors(errorsByField(error instanceof ApiError ? error.issues : []));
		setOutcome({
			ok: false,
			message: error instanceof Error ? error.message : "Something went wrong. Try again.",
			detail: null,
			issues: [],
		});
	};
	const runTest = async () => {
		try {
			const result = await test.mutateAsync({
				body: { network: network.slug, values, destinationId: destination.id },
			});
			setErrors(errorsByField(result.issues));
			setOutcome(result);
		} catch (error) {
			fail(error);
		}
	};
	const submit = async () => {
		try {
			await update.mutateAsync({ params: { destinationId: destination.id }, body: { name, values } });
			toast.success("The connection was changed");
			onOpenChange(false);
		} catch (error) {
			fail(error);
		}
	};
	return (
		<FormDialog
			open={open}
			onClose={() => onOpenChange(false)}
			title="Change the connection"
			description="Secrets are never shown. Leave one empty to keep it, unless you change the address it is sent to."
			submitLabel="Save"
			isPending={update.isPending}
			secondary={
				<Button variant="outline" isPending={test.isPending} onClick={() => void runTest()}>
					Test connection
				</Button>
			}
			className="max-w-xl"
			onSubmit={() => void submit()}
		>
			<Field label="Name" error={errors.name}>
				<Input value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
			</Field>
			<ConnectionFields
				network={network}
				values={values}
				errors={errors}
				storedSecrets={destination.storedSecrets}
				onChange={(field, value) => {
					setValues((before) => ({ ...before, [field]: value }));
					setOutcome(null);
				}}
			/>
			{outcome && <TestOutcome result={outcome} />}
		</FormDialog>
	);
}
