package io.inkstream.generate;

/**
 * What the generator topology is built from.
 *
 * @param defaultModel the model of prompts that name none
 * @param lengthMax the longest continuation, in characters (code points)
 * @param textMax the longest text of a prompt, in characters (code points)
 * @param pendingMax prompts that may be accepted and not answered yet
 * @param batchMax prompts that are answered side by side
 */
public record GeneratorSettings(String defaultModel, int lengthMax, int textMax, int pendingMax, int batchMax) {}
