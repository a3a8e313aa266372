{{/* What the schema cannot say, or not as clearly. */}}
{{- define "upnext.checks" -}}
{{- $secretSettings := list "AWS_SECRET_ACCESS_KEY" "AWS_SESSION_TOKEN" "ES_API_KEY" "ES_PASSWORD" "REDIS_PASSWORD" "REDIS_SENTINEL_PASSWORD" -}}
{{- range $name := $secretSettings -}}
{{- if hasKey $.Values.settings $name -}}
{{- fail (printf "settings.%s is a secret: put it into a Secret, and name that under secrets.%s" $name $name) -}}
{{- end -}}
{{- end -}}
{{- if contains "@" (toString .Values.settings.ES_HOST) -}}
{{- fail "settings.ES_HOST has a login in it: use ES_USERNAME and a Secret with ES_PASSWORD" -}}
{{- end -}}
{{- range $name, $from := .Values.secrets -}}
{{- if hasKey $.Values.settings $name -}}
{{- fail (printf "%s is under settings and under secrets: one of them is enough" $name) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.model.configMap .Values.model.persistentVolumeClaim -}}
{{- fail "model.configMap and model.persistentVolumeClaim are both set: the model comes from one of them" -}}
{{- end -}}
{{- if and (or .Values.model.configMap .Values.model.persistentVolumeClaim) (hasKey .Values.settings "MODEL_PATH") -}}
{{- fail "settings.MODEL_PATH and model are both set: the model comes from one of them" -}}
{{- end -}}
{{- end -}}
