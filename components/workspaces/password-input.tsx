"use client";

import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useRef, useState } from "react";
import { Input } from "@/components/ui/input";

/** A password with a button that shows it. Focus and caret stay, so that typing can go on. */
export function PasswordInput(props: Omit<ComponentProps<typeof Input>, "type" | "ref">) {
	const [isShown, setShown] = useState(false);
	const input = useRef<HTMLInputElement>(null);
	const toggle = () => {
		const field = input.current;
		const caret = field && ([field.selectionStart, field.selectionEnd] as const);
		const hadFocus = document.activeElement === field;
		setShown(!isShown);
		// Browsers move the caret to an end when a field's type changes.
		requestAnimationFrame(() => {
			if (hadFocus && field && caret) field.setSelectionRange(caret[0], caret[1]);
		});
	};
	const Icon = isShown ? EyeOff : Eye;
	return (
		<div className="relative">
			<Input
				{...props}
				ref={input}
				type={isShown ? "text" : "password"}
				autoCapitalize="none"
				spellCheck={false}
				className="pr-10"
			/>
			<button
				type="button"
				aria-pressed={isShown}
				title={isShown ? "Hide password" : "Show password"}
				className="absolute inset-y-0 right-0 flex w-9 cursor-pointer items-center justify-center rounded-md text-muted-foreground hover:text-foreground"
				// The field keeps the focus.
				onPointerDown={(event) => event.preventDefault()}
				onMouseDown={(event) => event.preventDefault()}
				onClick={toggle}
			>
				<Icon aria-hidden="true" className="size-4" />
				{/* Not a label, which would also name the field. */}
				<span className="sr-only">Show password</span>
			</button>
		</div>
	);
}
