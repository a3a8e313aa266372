{{- define "upnext.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 53 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 53 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "upnext.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "upnext.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "upnext.selector" . }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | trunc 63 | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "upnext.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "upnext.fullname" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name | default "default" -}}
{{- end -}}
{{- end -}}

{{/* What the whole shutdown takes, with 5 s to spare for closing connections. */}}
{{- define "upnext.gracePeriod" -}}
{{- $ms := add (int64 .Values.settings.SHUTDOWN_DELAY_MS) (int64 .Values.settings.SHUTDOWN_TIMEOUT_MS) -}}
{{- add 5 (div (add $ms 999) 1000) -}}
{{- end -}}

{{/* Numbers come as floats: 1000000 must not be written 1e+06. */}}
{{- define "upnext.setting" -}}
{{- if kindIs "float64" . -}}
{{- if eq (float64 (int64 .)) . -}}{{ int64 . | toString }}{{- else -}}{{ toString . }}{{- end -}}
{{- else -}}{{ toString . }}{{- end -}}
{{- end -}}
