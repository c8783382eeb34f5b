"use client";

import { FileUp } from "lucide-react";
import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { formatBytes } from "@/components/ui/format-number";

type Uploading = { isPending: boolean; variables: File | undefined };

/** Status text for a file being uploaded, or `otherwise` while there is none. */
export function uploadWords({ isPending, variables }: Uploading, otherwise: string): string {
	if (!isPending || !variables) return otherwise;
	return `Uploading ${variables.name} (${formatBytes(variables.size)})…`;
}

/** A button that opens the system's file picker for a file with columns. */
export function ChooseFile({
	label,
	isPending,
	onFile,
	children,
}: {
	/** What the file is, for screen readers. */
	label: string;
	isPending: boolean;
	onFile: (file: File) => void;
	children?: ReactNode;
}) {
	const input = useRef<HTMLInputElement>(null);
	return (
		<>
			<Button isPending={isPending} onClick={() => input.current?.click()}>
				{children}
				Choose a file
			</Button>
			<input
				ref={input}
				type="file"
				accept=".csv,.tsv,.txt,.xlsx,text/csv,text/plain,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
				aria-label={label}
				className="sr-only"
				tabIndex={-1}
				onChange={(event) => {
					const file = event.target.files?.[0];
					if (file) onFile(file);
					// Choosing the same file again must fire a change.
					event.target.value = "";
				}}
			/>
		</>
	);
}

/** The same, with a drop zone around it. */
export function DropFile({
	label,
	upload,
	onFile,
}: {
	label: string;
	upload: Uploading;
	onFile: (file: File) => void;
}) {
	const [isOver, setOver] = useState(false);
	const drop = (event: DragEvent) => {
		event.preventDefault();
		setOver(false);
		const file = event.dataTransfer.files[0];
		if (file) onFile(file);
	};
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button does the same
		<div
			onDragOver={(event) => {
				event.preventDefault();
				setOver(true);
			}}
			onDragLeave={() => setOver(false)}
			onDrop={drop}
			className={cn(
				"grid justify-items-center gap-3 rounded-lg border border-border border-dashed px-4 py-10 text-center",
				isOver && "border-primary bg-primary/5",
			)}
		>
			<FileUp aria-hidden="true" className="size-6 text-muted-foreground" />
			<p className="text-muted-foreground text-sm">{uploadWords(upload, "Drop the file here, or")}</p>
			<ChooseFile label={label} isPending={upload.isPending} onFile={onFile} />
		</div>
	);
}
