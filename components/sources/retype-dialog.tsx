"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorNotice } from "@/components/shell/error-notice";
import { FormDialog } from "@/components/shell/form-dialog";
import { showError } from "@/components/shell/show-error";
import { retypeTrait, sourcesQueries } from "@/components/sources/api";
import { typeWords } from "@/components/sources/type-words";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Choice } from "@/components/ui/choose/choice";
import { Field } from "@/components/ui/field";
import { formatPeople } from "@/components/ui/format-number";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import type { DataCatalogueView, RetypedTrait } from "@/lib/sources/contracts";
import { type ValueType, valueTypes } from "@/lib/sources/trait-value";

type Trait = DataCatalogueView["traits"][number];

/** Changes a trait's type, showing what happens to existing values. */
export function RetypeDialog({ trait, onClose }: { trait: Trait; onClose: () => void }) {
	const client = useQueryClient();
	const [type, setType] = useState<ValueType>(trait.type);
	const isOther = type !== trait.type;
	const preview = useQuery({ ...sourcesQueries.retypePreview(trait.name, type), enabled: isOther });
	const save = useMutation({
		mutationFn: () => retypeTrait({ name: trait.name, type, isConfirmed: true }),
		onSuccess: async () => {
			await client.invalidateQueries({ queryKey: ["sources", "catalogue"] });
			toast.success(`“${trait.name}” is now ${typeWords[type]}`);
			onClose();
		},
		onError: (error) => showError("The type was not changed", error),
	});
	return (
		<FormDialog
			open
			onClose={onClose}
			title={`Type of “${trait.name}”`}
			description={`The first value received made it ${typeWords[trait.type]}, and rules compare it as that.`}
			submitLabel="Change type"
			isPending={save.isPending}
			isReady={isOther && preview.data !== undefined}
			className="max-w-md"
			onSubmit={() => save.mutate()}
		>
			<Field label="Type">
				<Choice
					value={type}
					onChange={setType}
					options={valueTypes.map((each) => ({ value: each, label: typeWords[each] }))}
				/>
			</Field>
			{isOther && preview.isError && <ErrorNotice error={preview.error} onRetry={preview.refetch} />}
			{isOther && preview.isPending && <Skeleton className="h-24" />}
			{isOther && preview.data && <Consequences retyped={preview.data} word={typeWords[type]} />}
		</FormDialog>
	);
}

function Consequences({ retyped, word }: { retyped: RetypedTrait; word: string }) {
	return (
		<div className="grid gap-3 text-sm">
			<ul className="list-disc space-y-1 pl-5">
				<li>
					{formatPeople(retyped.alike + retyped.converted)}: the value is or can be read as {word}.
				</li>
				<li>
					{formatPeople(retyped.left)}: it cannot be, is kept as it is, and counts as not set
					{retyped.examples.length > 0 && (
						<>, such as {retyped.examples.map((each) => `“${each}”`).join(", ")}</>
					)}
					.
				</li>
				<li>New values are read as {word}, where that loses nothing.</li>
			</ul>
			{retyped.users.length > 0 && (
				<Alert variant="destructive">
					<AlertTitle>Used in its old type</AlertTitle>
					<AlertDescription>
						{retyped.users.join(", ")}: these go out of date until their conditions on it are changed.
					</AlertDescription>
				</Alert>
			)}
		</div>
	);
}
