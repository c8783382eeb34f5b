"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, type ButtonProps } from "./button";

export function CopyButton({
	text,
	label = "Copy",
	showLabel = false,
	...props
}: Omit<ButtonProps, "onClick" | "children"> & { text: string; label?: string; showLabel?: boolean }) {
	const [isCopied, setCopied] = useState(false);
	useEffect(() => {
		if (!isCopied) return;
		const timer = setTimeout(() => setCopied(false), 2000);
		return () => clearTimeout(timer);
	}, [isCopied]);
	const copy = () => {
		// Clipboard access needs https or localhost; elsewhere the text stays selectable beside the button.
		navigator.clipboard?.writeText(text).then(
			() => setCopied(true),
			() => setCopied(false),
		);
	};
	const words = isCopied ? "Copied" : label;
	return (
		<Button
			variant="outline"
			size={showLabel ? "sm" : "icon-sm"}
			aria-label={showLabel ? undefined : words}
			{...props}
			onClick={copy}
		>
			{isCopied ? <Check aria-hidden="true" className="text-success" /> : <Copy aria-hidden="true" />}
			{showLabel && words}
			<span aria-live="polite" className="sr-only">
				{isCopied ? "Copied" : ""}
			</span>
		</Button>
	);
}
