"""The offline model: answers the OpenAI Responses API by rules. It is no language model."""
