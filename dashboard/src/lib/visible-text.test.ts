// Hidden characters are shown; ordinary text of any script is left alone.

import { describe, expect, it } from "vitest";
import { visibleText } from "./visible-text.ts";

describe("visibleText", () => {
  it("leaves text of any script, tabs and line breaks alone", () => {
    for (const text of ["plain", "a\tb\nc\n", "مرحبا", "欧盟电池法", "👩‍🚀 ok", ""]) expect(visibleText(text)).toBe(text);
  });

  it("writes out direction, zero-width and control characters", () => {
    expect(visibleText("a\u202Eb\u2066c")).toBe("a⟨U+202E⟩b⟨U+2066⟩c");
    expect(visibleText("a\u200Bb\uFEFF")).toBe("a⟨U+200B⟩b⟨U+FEFF⟩");
    expect(visibleText("half \uD800 of \uDC00")).toBe("half ⟨U+D800⟩ of ⟨U+DC00⟩");
    expect(visibleText("a\r\nb\rc")).toBe("a\nb⟨U+000D⟩c");
    expect(visibleText("\u0000\u001B[31m\u0085")).toBe("⟨U+0000⟩⟨U+001B⟩[31m⟨U+0085⟩");
  });
});
